'use strict';

// One mutant of the model for each guard of the protocol. `guard` is its name in test/model/idempotency.pml, `without`
// the change in words, and `flags` are numbers with which a property must break.

const CRASH = { CLIENTS: 2, CRASHES: 1 };
const OUTCOMES = { CLIENTS: 2, OUTCOMES: 1 };
const FROZEN = { CLIENTS: 2, SUSPICIONS: 1, OUTCOMES: 1 };
const REMOVAL = { CLIENTS: 2, REMOVALS: 1, OUTCOMES: 1 };

const MUTANTS = [
  {
    guard: 'RESULT_IN_BEGIN',
    without: 'begin does not look for a result',
    flags: { CLIENTS: 2, EFFECT: 'PLAIN' },
  },
  {
    guard: 'RESEND_IN_BEGIN',
    without: 'begin does not recognise its own token',
    flags: { CLIENTS: 2, LOSSES: 1 },
  },
  {
    guard: 'TIME_BEHIND_CLAIM',
    without: 'a claim counts though it came too late',
    flags: { CLIENTS: 2, LOSSES: 1 },
  },
  {
    guard: 'LATE_IN_BEGIN',
    without: 'a late claim holds the key',
    flags: { CLIENTS: 2, LOSSES: 1 },
  },
  {
    guard: 'LATE_IN_RESOLVE',
    without: 'a late claim may be settled by hand',
    flags: { CLIENTS: 2, LOSSES: 1, RESOLUTIONS: 1 },
  },
  {
    guard: 'DEADLINE_IN_SWAP',
    without: 'the swap of a begin works after its deadline',
    flags: { CLIENTS: 2, LOSSES: 1, OUTCOMES: 1, POLICY: 'CONFLICT' },
  },
  {
    guard: 'SUSPICION_IN_BEGIN',
    without: 'a lease that has passed is taken at once',
    flags: { CLIENTS: 2, JUMPS: 1 },
  },
  {
    guard: 'WINDOW_IN_BEGIN',
    without: 'a fresh suspicion is enough',
    flags: { CLIENTS: 3, JUMPS: 1 },
  },
  {
    guard: 'POLICY_IN_BEGIN',
    without: "'conflict' takes over too",
    flags: { ...CRASH, POLICY: 'CONFLICT' },
  },
  {
    guard: 'LIMIT_IN_BEGIN',
    without: 'attempts are not limited',
    flags: { CRASHES: 2, MAX_ATTEMPTS: 2 },
  },
  {
    guard: 'FREED_IN_BEGIN',
    without: 'a freed key counts as a silent one',
    flags: { ...OUTCOMES, POLICY: 'CONFLICT' },
  },
  {
    guard: 'REMOVED_IN_BEGIN',
    without: 'a removed key counts as a running one',
    flags: REMOVAL,
  },
  {
    guard: 'RECOVERY_AFTER_FREE',
    without: 'a freed recovery is forgotten',
    flags: { CRASHES: 1, OUTCOMES: 1 },
  },
  {
    guard: 'RESEND_IN_COMPLETE',
    without: 'complete does not recognise its own token',
    flags: { CLIENTS: 2, LOSSES: 1 },
  },
  { guard: 'FIRST_SUCCESS_WINS', without: 'a later success replaces the first', flags: FROZEN },
  { guard: 'TOKEN_IN_COMPLETE', without: 'an error is stored by anybody', flags: FROZEN },
  { guard: 'REMOVED_IN_COMPLETE', without: 'a removed owner may store', flags: REMOVAL },
  { guard: 'TOKEN_IN_RENEW', without: 'anybody may renew', flags: FROZEN },
  { guard: 'STATE_IN_RENEW', without: 'a removed record may be renewed', flags: REMOVAL },
  { guard: 'RELEASED_IN_RENEW', without: 'a released record may be renewed', flags: OUTCOMES },
  {
    guard: 'CLEARING_IN_RENEW',
    without: 'renew does not clear a suspicion',
    flags: { CLIENTS: 2, JUMPS: 2 },
  },
  { guard: 'TOKEN_IN_RELEASE', without: 'anybody may release', flags: FROZEN },
  { guard: 'REMOVED_IN_RELEASE', without: 'a removed record may be released', flags: REMOVAL },
  {
    guard: 'RESEND_IN_RELEASE',
    without: 'a second undo takes another attempt away',
    flags: { CRASHES: 1, LOSSES: 1, OUTCOMES: 1 },
  },
  {
    guard: 'ATTEMPT_IN_UNDO',
    without: 'undo of any attempt forgets the key',
    flags: { CRASHES: 1, OUTCOMES: 1 },
  },
  {
    guard: 'FREED_IN_UNDO',
    without: 'undo after a free leaves the key silent',
    flags: { OUTCOMES: 1, POLICY: 'CONFLICT' },
  },
  {
    guard: 'TAKEN_IN_UNDO',
    without: 'undo of a takeover frees the key',
    flags: { CRASHES: 1, OUTCOMES: 1, POLICY: 'MIXED' },
  },
  {
    guard: 'LEASE_IN_RESOLVE',
    without: 'a running key may be settled by hand',
    flags: { CLIENTS: 2, RESOLUTIONS: 1 },
  },
  {
    guard: 'FENCE_IN_RESOLVE',
    without: 'another attempt is settled than the one that was seen',
    flags: { SIGHTS: 1, CRASHES: 2 },
  },
  {
    guard: 'FENCE_IN_REMOVE',
    without: 'another attempt is removed than the one that was seen',
    flags: { CLIENTS: 2, SIGHTS: 1, CRASHES: 1 },
  },
  {
    guard: 'RESULT_IN_REMOVE',
    without: 'a result is removed that was not seen',
    flags: { CLIENTS: 2, SIGHTS: 1 },
  },
  {
    guard: 'OWNER_IN_REMOVE',
    without: 'an attempt is removed whose owner is back',
    flags: { CLIENTS: 2, SIGHTS: 1, SUSPICIONS: 1 },
  },
  {
    guard: 'RETENTION',
    without: 'the record ends with its lease',
    flags: { ...CRASH, POLICY: 'CONFLICT' },
  },
  {
    guard: 'FRESH_AFTER_WAITING',
    without: 'a waiter runs what it owns afresh',
    flags: { CLIENTS: 2, LOSSES: 1 },
  },
  {
    guard: 'LEASE_IN_RELEASE',
    without: 'an unknown outcome is run again at once',
    flags: OUTCOMES,
  },
  {
    guard: 'GIVEN_UP_IN_BEGIN',
    without: 'a key given up counts as a silent one',
    flags: { CLIENTS: 3, OUTCOMES: 1 },
  },
  {
    guard: 'ENDED_IN_RELEASE',
    without: 'an operation that runs is released',
    flags: { CLIENTS: 2, HANDOVERS: 1, POLICY: 'CONFLICT' },
  },
  {
    guard: 'ROOM_FOR_RESULTS',
    without: 'a result that cannot be kept is dropped',
    flags: { CLIENTS: 2, DROPS: 1 },
  },
  { guard: 'SUCCESS_OVER_ERROR', without: 'a stored error stays', flags: FROZEN },
  {
    guard: 'ATTEMPT_OVER_ERROR',
    without: 'a value from outside replaces an error',
    flags: { CLIENTS: 2, OFFERS: 1, OUTCOMES: 1 },
  },
  {
    guard: 'OFFER_OVER_REMOVED',
    without: 'a removed key refuses a value from outside',
    flags: { CLIENTS: 2, OFFERS: 1, REMOVALS: 1 },
  },
  {
    guard: 'AGE_GOES_ON',
    without: 'a text whose clock went back stays',
    flags: { CLIENTS: 2, BACKS: 1 },
  },
  {
    guard: 'SWAP_COMPARES_ALL',
    without: 'a swap compares the token only',
    flags: { CLIENTS: 2, SPLITS: 1, SUSPICIONS: 1 },
  },
  {
    guard: 'REV_IN_REWRITE',
    without: 'a text may come twice',
    flags: { CLIENTS: 2, SPLITS: 1, JUMPS: 1 },
  },
  {
    guard: 'MARK_IN_REWRITE',
    without: 'a rewrite drops the mark of a waiter',
    flags: { CLIENTS: 2, MARKS: 1 },
  },
  {
    guard: 'MARK_IS_READ',
    without: 'a change of a marked record is not published',
    flags: { CLIENTS: 2, MARKS: 1 },
  },
  {
    guard: 'LOOK_WHEN_REFUSED',
    without: 'a begin that cannot write does not look',
    flags: { CLIENTS: 2, OUTAGES: 1 },
  },
  {
    guard: 'SWAP_WHEN_FULL',
    without: 'a swap needs room',
    flags: { CLIENTS: 2, OUTAGES: 1 },
  },
  {
    guard: 'SAME_COMMIT',
    without: 'the effect is committed before the result',
    flags: { ...CRASH, TOGETHER: 1, EFFECT: 'PLAIN' },
  },
  {
    guard: 'ROLLED_BACK_WHEN_LOST',
    without: 'a transaction whose result is lost is committed',
    flags: { ...FROZEN, TOGETHER: 1, EFFECT: 'PLAIN' },
  },
  {
    guard: 'WRITE_IS_HELD',
    without: 'a write is told before the replicas have it',
    flags: { CLIENTS: 2, FORGETS: 1, REPLICAS: 1, EFFECT: 'PLAIN' },
  },
  {
    guard: 'READ_IS_HELD',
    without: 'a call that wrote nothing waits for no replica',
    flags: { CLIENTS: 2, FORGETS: 1, REPLICAS: 1, LOSSES: 1, EFFECT: 'PLAIN' },
  },
];

module.exports = { MUTANTS };
