'use strict';

// What two clients and the world can do next at a point of an interleaving; when both are done, a third one comes. A point is `{ record, now, lock, result, clients, truth,
// faults }`. `record` is what the server has, `lock` and `result` what it says at `now`. `truth` is what has happened, whether or not a process
// knows it.

const records = require('./records.js');

const { KEEP_MS, START_MS, isFarAway, isFresh, isHeld, isLive, isWorthAsking } = records;

// So long that the record has little time left when somebody looks again.
const SILENCE_MS = 100_000;
const HALF_LEASE_MS = 30_000;
const FAR_BACK_MS = 500_000;
// Behind a suspicion, and not behind the end of the lease that was suspected.
const BACK_MS = 20_000;
const OVER = new Set(['ended', 'dead']);
const RUNS = new Set(['owning', 'affected', 'completing']);

function firstPoint(policies, maxAttempts) {
  const client = (policy) => ({ phase: 'asking', policy, maxAttempts });
  return {
    record: null,
    now: START_MS,
    lock: null,
    result: null,
    clients: { a: client(policies[0]), b: client(policies[1]), c: client(policies[0]) },
    truth: {},
    faults: 0,
  };
}

function isRunning({ clients }, name) {
  return RUNS.has(clients[name]?.phase);
}

/** Every next step: `{ name, isFault, call }` with a call of a verb, or `{ name, isFault, change }` without one. */
function stepsFrom(point) {
  const { a, b, c } = point.clients;
  const steps = [...stepsOf('a', point), ...stepsOf('b', point)];
  if (!OVER.has(a.phase) || !OVER.has(b.phase)) return [...steps, ...stepsOfWorld(point)];
  if (OVER.has(c.phase)) return [];
  return [...steps, ...stepsOf('c', point), ...stepsOfWorld(point)];
}

function stepsOf(who, point) {
  const client = point.clients[who];
  if (client.pending) return goesOn(who, client.pending.call);
  const steps = PHASES[client.phase]?.(who, client, point) ?? [];
  if (isRunning(point, who) && mayRenew(who, point))
    steps.push(step(`${who} renews`, { verb: 'renew', who }));
  if (point.truth[`released ${who}`] && client.phase === 'ended') {
    steps.push(fault(`a renewal of ${who} arrives late`, { verb: 'renew', who, isLate: true }));
  }
  return steps;
}

// With the next command of its call.
function goesOn(who, call) {
  if (call.verb === 'renew') return [step(`${who} goes on`, call)];
  return withLostReply(step(`${who} goes on`, call));
}

// A renewal that would change nothing is none.
function mayRenew(who, { lock, clients }) {
  if (clients[who].isAborted || clients[who].isHandedOver) return false;
  return lock?.holder !== who || lock.state !== 'R' || lock.ttl < KEEP_MS || lock.suspect !== 0;
}

const PHASES = {
  asking(who, client, point) {
    if (client.isWaiting && !client.isUncertain && !isWorthAsking(point)) return [];
    const call = { verb: 'begin', who };
    const steps = withLostReply(step(`${who} begins`, call));
    steps.push(fault(`${who} gives up, its begin arrives late`, { ...call, isLate: true }));
    if (client.isUncertain) steps.push(change(`${who} gives up`, (to) => to.releases(who, 'undo')));
    return steps;
  },
  owning: (who, client) => [
    change(`${who} starts nothing`, (to) => to.releases(who, 'undo')),
    change(`${who} finds that nothing happens`, (to) => to.releases(who, 'free')),
    change(`${who} has its effect`, (to) => to.hasEffect(who)),
    ...handsOver(who, client),
    change(`${who} dies before its effect`, (to) => to.dies(who), true),
  ],
  affected: (who, client) => [
    ...offers(who, 'value'),
    ...offers(who, 'error'),
    ...handsOver(who, client),
    change(`${who} does not know what happened`, (to) => to.releases(who, 'silent')),
    change(`${who} dies after its effect`, (to) => to.dies(who), true),
  ],
  completing: (who, { kind }) => offers(who, kind),
  releasing: (who, { reason }) =>
    withLostReply(step(`${who} releases (${reason})`, { verb: 'release', who, reason })),
};

function stepsOfWorld(point) {
  const { lock, result, truth } = point;
  const steps = [];
  const holderRuns = isRunning(point, lock?.holder) && !point.clients[lock.holder].isHandedOver;
  if (isLive(lock) && !isFarAway(lock)) {
    steps.push(
      timeStep('the lease passes', SILENCE_MS, { isFault: holderRuns, isFalse: holderRuns }),
    );
    if (holderRuns) steps.push(timeStep('the clock jumps', SILENCE_MS, { isFault: true }));
  }
  if (isFresh(lock) && (!holderRuns || truth[`suspected ${lock.holder}`])) {
    steps.push(timeStep('half a lease passes', HALF_LEASE_MS, { isFault: false }));
  }
  if (isHeld(lock) && !truth.wentBack) {
    steps.push(change('the clock goes far back', (to) => to.goesBack(FAR_BACK_MS), true));
  }
  if (isFresh(lock) && !isLive(lock) && !truth.wentBack) {
    steps.push(change('the clock goes back', (to) => to.goesBack(BACK_MS), true));
  }
  if (lock || result) {
    if (!truth.isWiped) steps.push(change('the data is wiped', (to) => to.forgets(), true));
    if (!truth.isRemoved) steps.push(fault('an operator removes the key', { verb: 'remove' }));
  }
  return steps;
}

function step(name, call) {
  return { name, isFault: false, call };
}

function fault(name, call) {
  return { name, isFault: true, call };
}

function change(name, apply, isFault = false) {
  return { name, isFault, change: apply };
}

/** Its process is closed, or the operation takes longer than it may. */
function handsOver(who, { isHandedOver }) {
  if (isHandedOver) return [];
  return [change(`${who} stops to renew`, (to) => to.handsOver(who), true)];
}

/** `isFalse`: a live owner is held for dead. */
function timeStep(name, ms, { isFault, isFalse = false }) {
  return { ...change(name, (to) => to.passes(ms, isFalse), isFault), ms };
}

function withLostReply({ name, call }) {
  return [step(name, call), fault(`${name}, reply lost`, { ...call, isLost: true })];
}

function offers(who, kind) {
  return withLostReply(step(`${who} completes (${kind})`, { verb: 'complete', who, kind }));
}

module.exports = { OVER, firstPoint, isRunning, stepsFrom };
