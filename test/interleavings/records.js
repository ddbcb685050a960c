'use strict';

// The one record of a key as the rules write it, and what it says at a moment of the server's clock. That clock is moved
// by the steps alone, so that all times are exact.

const CLIENTS = ['a', 'b', 'c'];
const TOKENS = Object.fromEntries(CLIENTS.map((name) => [name, name.repeat(22)]));
const NAMES = Object.fromEntries(Object.entries(TOKENS).map(([name, token]) => [token, name]));
const FINGERPRINT = 'f'.repeat(49);
const LABEL = 'POST:/pay';

const LEASE_MS = 60_000;
const KEEP_MS = 2 * LEASE_MS;
const RESULT_MS = 100_000_000;
const START_MS = 1_700_000_000_000;
// A claim that was written so long after its `not_after` holds nothing.
const SLACK_MS = 100;
// A suspicion that is raised now is told from none.
const GRAIN_MS = 1;
const LONG_OVER = -1_000_000_000;

const NOTHING = { lock: null, result: null };

/** What `record`, `{ text, left }` or null, says at `now`: `{ lock, result }`, one of them null at least. */
function read(record, now) {
  if (record === null) return NOTHING;
  const members = record.text.split('|');
  return members[1] === 'D'
    ? { lock: null, result: readResult(members) }
    : { lock: readLock(members, record.left, now), result: null };
}

function readResult([, , token, , , attempt, kind, , , , ...payload]) {
  return {
    winner: NAMES[token],
    attempt: Number(attempt),
    kind,
    payload: payload.join('|'),
  };
}

// A claim that came too late is none.
function readLock([, state, , token, , , attempt, origin, ...numbers], left, now) {
  const [lease, px, notAfter] = numbers.map(Number);
  if (notAfter > 0 && now + left - px > notAfter + SLACK_MS) return null;
  const age = px - left;
  const isSuspected = state === 'S';
  return {
    holder: NAMES[token],
    attempt: Number(attempt),
    origin,
    state: isSuspected ? 'R' : state,
    lease,
    deadline: { R: lease - age, Z: lease - age, S: 0 }[state] ?? LONG_OVER,
    suspect: isSuspected ? -age - GRAIN_MS : 0,
    ttl: left,
    isFirst: notAfter > 0,
  };
}

/** The record after `ms` in which nobody touched it. */
function aged(record, ms) {
  if (record === null || record.left <= ms) return null;
  return { text: record.text, left: record.left - ms };
}

/** Whether a lock says that an operation runs, or that nobody knows how it ended. */
function isHeld(lock) {
  return lock?.state === 'R' || lock?.state === 'Z';
}

/** Whether its lease has not passed. */
function isLive(lock) {
  return isHeld(lock) && lock.deadline > 0;
}

/** Whether its end is more than a lease away, since the clock has gone back. */
function isFarAway(lock) {
  return isLive(lock) && lock.deadline > lock.lease;
}

/** Whether a suspicion has been raised that is not half a lease old. */
function isFresh(lock) {
  return lock?.state === 'R' && lock.suspect < 0 && -lock.suspect - GRAIN_MS < lock.lease / 2;
}

/** Whether a poll of somebody who was told `running` or `silent` would find something new. */
function isWorthAsking({ lock, result }) {
  if (result !== null || !isHeld(lock)) return true;
  return isFarAway(lock) || (!isLive(lock) && !isFresh(lock));
}

module.exports = {
  CLIENTS,
  FINGERPRINT,
  KEEP_MS,
  LABEL,
  LEASE_MS,
  RESULT_MS,
  START_MS,
  TOKENS,
  aged,
  isFarAway,
  isFresh,
  isHeld,
  isLive,
  isWorthAsking,
  read,
};
