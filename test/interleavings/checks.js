'use strict';

const { CLIENTS, isFarAway, isHeld, isLive } = require('./records.js');
const { isResent } = require('./next-point.js');
const { OVER, isRunning } = require('./steps.js');

const TOLD_TO_WAIT = new Set(['running', 'silent']);
const KEPT = new Set(['stored', 'late-win', 'adopted', 'replaced']);

function mayHave(truth, except) {
  return CLIENTS.some((who) => who !== except && truth[`may have ${who}`]);
}

/** Whether an owner counts as dead, or has stopped to renew by itself. */
function hasLetGo({ truth, clients }, who) {
  return truth[`suspected ${who}`] || clients[who].isHandedOver;
}

function isExcused({ isWiped, isRemoved }) {
  return isWiped || isRemoved;
}

// Each gives true where its property holds; `to` is the point that the step led to.
const CLAIM = {
  removed_is_absent: ({ from: { lock }, answer }) => lock?.state !== 'X' || answer.attempt === 1,
  live_owner_is_kept: ({ from }) =>
    from.lock?.state !== 'R' ||
    !isRunning(from, from.lock.holder) ||
    hasLetGo(from, from.lock.holder),
  effect_is_left_its_lease: ({ from: { lock, truth } }) => !isHeld(lock) || !truth.isLeased,
  conflict_never_runs_again: ({ from: { truth, clients }, call: { who } }) =>
    clients[who].policy !== 'conflict' ||
    truth.isCleared ||
    !mayHave(truth, who) ||
    isExcused(truth),
  recovery_is_told: ({ from: { truth }, call: { who }, answer }) =>
    answer.isRecovery || !mayHave(truth, who) || isExcused(truth),
  attempts_are_limited: ({ from: { lock, clients }, call: { who } }) =>
    !isHeld(lock) || lock.attempt < clients[who].maxAttempts,
};

const VERBS = {
  begin: {
    late_claim_holds_nothing: ({ from: { lock }, answer }) =>
      !['running', 'silent', 'unknown'].includes(answer.state) || lock !== null,
    own_begin_is_recognised: ({ from, call, answer }) =>
      answer.state !== 'running' || from.lock?.holder !== call.who,
    removed_is_absent: ({ from, answer }) =>
      !['running', 'silent', 'unknown'].includes(answer.state) ||
      !from.truth[`expelled ${from.lock?.holder}`],
    running_is_not_unknown: ({ from, answer }) =>
      answer.state !== 'unknown' || !isLive(from.lock) || !isRunning(from, from.lock.holder),
    deadline_is_a_lease_away: ({ to: { lock }, answer }) =>
      !TOLD_TO_WAIT.has(answer.state) || !isFarAway(lock),
    suspicion_is_of_the_past: ({ to: { lock }, answer }) =>
      answer.state !== 'silent' || isLive(lock) || lock.suspect <= 0,
    unknown_has_a_reason: ({ from: { truth }, answer }) =>
      answer.state !== 'unknown' ||
      truth.hasDoubt ||
      CLIENTS.some((who) => truth[`claimed ${who}`]),
    freed_is_owned_at_once: ({ from: { lock, result }, answer }) =>
      lock?.state !== 'F' || result !== null || ['own', 'late'].includes(answer.state),
    result_is_replayed: ({ from: { result }, answer }) =>
      result === null || ['done', 'late'].includes(answer.state),
  },
  complete: {
    success_is_not_lost_to_an_error: ({ from: { result }, call: { kind }, answer }) =>
      kind === 'error' || answer.state !== 'lost' || result.kind !== 'e',
    own_result_is_recognised: ({ from: { result }, call, answer }) =>
      answer.state !== 'lost' || result.winner !== call.who,
    error_is_the_owners: ({ from: { lock }, call: { who, kind }, answer }) =>
      kind !== 'error' || !KEPT.has(answer.state) || (lock?.state === 'R' && lock.holder === who),
    removed_never_stores: ({ from: { truth }, call: { who }, answer }) =>
      !KEPT.has(answer.state) || !truth[`expelled ${who}`] || truth.hasSuccessor || truth.isWiped,
    success_is_never_refused: ({ from: { truth }, call: { who, kind }, answer }) =>
      kind !== 'value' || answer.state !== 'fenced' || truth[`expelled ${who}`],
  },
  renew: {
    renewed_by_its_owner: ({ from: { lock }, call, answer }) =>
      answer.state !== 'renewed' || lock?.holder === call.who,
    released_stays_released: ({ from: { truth }, call: { who }, answer }) =>
      answer.state !== 'renewed' || !(truth[`released ${who}`] || truth[`expelled ${who}`]),
  },
  release: {
    evidence_outlives_release: ({ from, to: { lock }, answer }) =>
      answer.state !== 'released' ||
      from.lock?.state !== 'R' ||
      lock === null ||
      lock.ttl >= lock.lease,
    undo_leaves_what_it_found: ({ from: { lock, truth }, to, call: { who, reason } }) =>
      reason !== 'undo' ||
      lock?.holder !== who ||
      lock.state !== 'R' ||
      lock.origin !== 'F' ||
      to.lock?.state === truth[`found ${who}`],
    freed_by_its_owner: ({ from, to, call }) =>
      from.lock?.holder === call.who || JSON.stringify(from.lock) === JSON.stringify(to.lock),
    removed_is_absent: ({ from: { lock }, to }) => lock?.state !== 'X' || to.lock?.state === 'X',
  },
  remove: {},
};

const ALWAYS = {
  late_begin_never_owns: ({ from, to, call }) =>
    call?.verb !== 'begin' ||
    !call.isLate ||
    to.lock?.holder !== call.who ||
    from.record?.text === to.record.text,
  one_result: ({ from, to }) =>
    from.result === null ||
    isExcused(to.truth) ||
    (from.result.kind === 'e' && to.result?.kind === 'v') ||
    JSON.stringify(from.result) === JSON.stringify(to.result),
  evidence_is_kept: ({ to: { lock, result, truth } }) =>
    !mayHave(truth) || truth.isCleared || isExcused(truth) || result !== null || isHeld(lock),
  live_lease_is_long: ({ to: { lock } }) =>
    !isLive(lock) || isFarAway(lock) || lock.ttl > lock.deadline,
  one_run_without_trouble: ({ to: { truth } }) =>
    truth.hadTrouble || isExcused(truth) || !(truth.effects > 1),
  waiter_never_runs_afresh: ({ to: { clients } }) =>
    CLIENTS.every((who) => {
      const { phase, isWaiting, attempt } = clients[who];
      return phase !== 'owning' || !isWaiting || attempt !== 1;
    }),
  same_answer: ({ to: { clients, truth } }) => {
    const answers = CLIENTS.map((who) => clients[who].answer).filter((answer) => answer);
    return isExcused(truth) || new Set(answers).size <= 1;
  },
};

const PROPERTIES = [CLAIM, ...Object.values(VERBS), ALWAYS].flatMap((checks) =>
  Object.keys(checks),
);

/** The name of the first property that a step breaks, or null. */
function brokenBy(seen) {
  const { from, to, call, answer } = seen;
  if (answer === undefined) return firstBroken(ALWAYS, seen);
  const isClaim = call.verb === 'begin' && answer.state === 'own' && !isResent(from.lock, to.lock);
  return firstBroken({ ...ALWAYS, ...VERBS[call.verb], ...(isClaim ? CLAIM : {}) }, seen);
}

function firstBroken(checks, seen) {
  return Object.keys(checks).find((name) => !checks[name](seen)) ?? null;
}

/** Whether somebody waits for ever at a point where nothing but a fault can happen. */
function isStuck(point) {
  return CLIENTS.some((who) => !OVER.has(point.clients[who].phase));
}

module.exports = {
  PROPERTIES: new Set([...PROPERTIES, 'answer_for_everybody']),
  brokenBy,
  isStuck,
};
