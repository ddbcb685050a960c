'use strict';

// The runs of the model in test/model/idempotency.pml: `flags` are its numbers. `wanted` is the property that must
// break, undefined if every one must hold.

/** Runs whose properties must hold. Together they put every fault on every step of the protocol. */
const PROMISES = [
  { name: 'replies lost', flags: { LOSSES: 2, EFFECT: 'PLAIN' } },
  { name: 'owners die, retry', flags: { LOSSES: 1, CRASHES: 2, MAX_ATTEMPTS: 2 } },
  {
    name: 'owners die, conflict',
    flags: { LOSSES: 1, CRASHES: 2, OUTCOMES: 1, POLICY: 'CONFLICT' },
  },
  { name: 'owners die, both policies', flags: { CRASHES: 1, OUTCOMES: 1, POLICY: 'MIXED' } },
  {
    name: 'every outcome, replies lost',
    flags: { CLIENTS: 2, LOSSES: 2, CRASHES: 1, OUTCOMES: 1, POLICY: 'MIXED' },
  },
  { name: 'at most two attempts', flags: { CRASHES: 2, OUTCOMES: 1, MAX_ATTEMPTS: 2 } },
  { name: 'the clock jumps', flags: { JUMPS: 2, LOSSES: 1, EFFECT: 'PLAIN' } },
  { name: 'a live owner held for dead', flags: { SUSPICIONS: 1, CRASHES: 1, LOSSES: 1 } },
  {
    name: 'held for dead, every outcome',
    flags: { CLIENTS: 2, SUSPICIONS: 2, CRASHES: 1, LOSSES: 1, OUTCOMES: 1 },
  },
  {
    name: 'handed over while it runs',
    flags: { CLIENTS: 2, HANDOVERS: 1, CRASHES: 1, LOSSES: 1, OUTCOMES: 1 },
  },
  {
    name: 'handed over, both policies',
    flags: { CLIENTS: 2, HANDOVERS: 2, CRASHES: 1, OUTCOMES: 1, POLICY: 'MIXED' },
  },
  {
    name: 'no room for a result',
    flags: { CLIENTS: 2, DROPS: 2, LOSSES: 1, CRASHES: 1, OUTCOMES: 1, POLICY: 'MIXED' },
  },
  {
    name: 'the clock goes back',
    flags: { CLIENTS: 2, BACKS: 2, JUMPS: 1, CRASHES: 1, LOSSES: 1, OUTCOMES: 1 },
  },
  {
    name: 'data wiped',
    flags: { CLIENTS: 2, WIPES: 1, SUSPICIONS: 1, CRASHES: 1, LOSSES: 1, OUTCOMES: 1 },
  },
  {
    name: 'answers that replicas have',
    flags: { CLIENTS: 2, FORGETS: 2, REPLICAS: 1, LOSSES: 1, EFFECT: 'PLAIN' },
  },
  {
    name: 'answers that replicas have, every outcome',
    flags: { CLIENTS: 2, FORGETS: 1, REPLICAS: 1, CRASHES: 1, OUTCOMES: 1 },
  },
  { name: 'removed by an operator', flags: { CLIENTS: 2, REMOVALS: 1, LOSSES: 1, OUTCOMES: 1 } },
  {
    name: 'settled by an operator',
    flags: { RESOLUTIONS: 1, SUSPICIONS: 1, CRASHES: 1, POLICY: 'CONFLICT' },
  },
  {
    name: 'settled, replies lost',
    flags: { CLIENTS: 2, RESOLUTIONS: 2, LOSSES: 1, CRASHES: 1, OUTCOMES: 1 },
  },
  {
    name: 'an operator has looked before',
    flags: { CLIENTS: 2, SIGHTS: 2, CRASHES: 1, SUSPICIONS: 1, OUTCOMES: 1 },
  },
  {
    name: 'two operators, one has looked before',
    flags: { CLIENTS: 2, SIGHTS: 1, REMOVALS: 1, RESOLUTIONS: 1, CRASHES: 1, OUTCOMES: 1 },
  },
  {
    name: 'offered from outside',
    flags: { CLIENTS: 2, OFFERS: 1, REMOVALS: 1, LOSSES: 1, OUTCOMES: 1 },
  },
  {
    name: 'full or read-only',
    flags: { CLIENTS: 2, OUTAGES: 2, LOSSES: 1, CRASHES: 1, OUTCOMES: 1 },
  },
  {
    name: 'between a view and its swap',
    flags: { CLIENTS: 2, SPLITS: 2, SUSPICIONS: 1, LOSSES: 1, CRASHES: 1, OUTCOMES: 1 },
  },
  {
    name: 'view and swap, the clock goes back',
    flags: { CLIENTS: 2, SPLITS: 2, BACKS: 1, JUMPS: 2, LOSSES: 1, POLICY: 'MIXED' },
  },
  { name: 'view and swap of three', flags: { SPLITS: 3, SUSPICIONS: 1, CRASHES: 1 } },
  {
    name: 'waiters mark the record',
    flags: { MARKS: 1, CLIENTS: 2, SPLITS: 1, SUSPICIONS: 1, CRASHES: 1, LOSSES: 1, OUTCOMES: 1 },
  },
  {
    name: 'result and effect in one transaction',
    flags: { TOGETHER: 1, EFFECT: 'PLAIN', CRASHES: 1, SUSPICIONS: 1, LOSSES: 1 },
  },
  {
    name: 'one transaction, every outcome',
    flags: {
      ...{ TOGETHER: 1, EFFECT: 'PLAIN', CLIENTS: 2, CRASHES: 1, SUSPICIONS: 1, LOSSES: 1 },
      ...{ OUTCOMES: 1, RESOLUTIONS: 1, POLICY: 'MIXED' },
    },
  },
  {
    name: 'one transaction, commits forgotten',
    flags: {
      ...{ TOGETHER: 1, EFFECT: 'PLAIN', CLIENTS: 2, WIPES: 1, SUSPICIONS: 1, CRASHES: 1 },
      ...{ LOSSES: 1, OUTCOMES: 1 },
    },
  },
  { name: 'two waiters, every outcome', flags: { MARKS: 1, CRASHES: 1, OUTCOMES: 1 } },
];

/** Runs that must break a property, because it is not promised. If one of them holds, the model is blind. */
const LIMITS = [
  {
    name: 'an owner dies, no UNIQUE effect',
    flags: { CLIENTS: 2, CRASHES: 1, EFFECT: 'PLAIN' },
    wanted: 'one_effect',
  },
  {
    name: 'held for dead, no UNIQUE effect',
    flags: { CLIENTS: 2, SUSPICIONS: 1, EFFECT: 'PLAIN' },
    wanted: 'one_effect',
  },
  {
    name: 'held for dead, only fenced',
    flags: { CLIENTS: 2, SUSPICIONS: 1, EFFECT: 'FENCED' },
    wanted: 'one_effect',
  },
  {
    name: 'wiped, no UNIQUE effect',
    flags: { CLIENTS: 2, WIPES: 1, EFFECT: 'PLAIN' },
    wanted: 'one_effect',
  },
  {
    name: 'one answer beyond a wipe',
    flags: { CLIENTS: 2, WIPES: 1, ALSO_CLAIM: 'ONE_ANSWER_AFTER_A_WIPE' },
    wanted: 'same_answer',
  },
  {
    name: 'last writes forgotten, no UNIQUE effect',
    flags: { CLIENTS: 2, FORGETS: 1, EFFECT: 'PLAIN' },
    wanted: 'one_effect',
  },
  {
    name: 'one answer beyond a failover',
    flags: { CLIENTS: 2, FORGETS: 1, ALSO_CLAIM: 'ONE_ANSWER_AFTER_A_WIPE' },
    wanted: 'same_answer',
  },
  {
    name: 'a live owner beyond a failover',
    flags: { CLIENTS: 2, FORGETS: 1, LOSSES: 1, CRASHES: 1, OUTCOMES: 1 },
    wanted: 'live_owner_is_kept',
  },
  {
    name: 'a frozen owner keeps its key',
    flags: { CLIENTS: 2, SUSPICIONS: 1, ALSO_CLAIM: 'LIVE_OWNER_IS_KEPT_WHEN_FROZEN' },
    wanted: 'live_owner_is_kept',
  },
  {
    name: 'removed, then begun again',
    flags: { CLIENTS: 2, REMOVALS: 1, ALSO_CLAIM: 'REMOVED_NEVER_STORES_BESIDE_A_SUCCESSOR' },
    wanted: 'removed_never_stores',
  },
  {
    name: 'the clock jumps again at once',
    flags: { CLIENTS: 2, JUMPS: 1, REJUMPS: 1 },
    wanted: 'live_owner_is_kept',
  },
  {
    name: 'the clock goes back behind a claim',
    flags: { CLIENTS: 2, STEPS: 1 },
    wanted: 'live_owner_is_kept',
  },
];

/** Everything at once, once each: on demand, because it takes minutes. */
const WHOLE = {
  name: 'two clients, every fault at once',
  flags: {
    CLIENTS: 2,
    LOSSES: 1,
    CRASHES: 1,
    SUSPICIONS: 1,
    JUMPS: 1,
    BACKS: 1,
    HANDOVERS: 1,
    DROPS: 1,
    WIPES: 1,
    REMOVALS: 1,
    RESOLUTIONS: 1,
    OUTCOMES: 1,
    POLICY: 'MIXED',
  },
};

module.exports = { LIMITS, PROMISES, WHOLE };
