'use strict';

// The two records of a key as the scripts write them, with every moment kept as milliseconds from now.

const CLIENTS = ['a', 'b', 'c'];
const TOKENS = Object.fromEntries(CLIENTS.map((name) => [name, name.repeat(22)]));
const NAMES = Object.fromEntries(Object.entries(TOKENS).map(([name, token]) => [token, name]));
const FINGERPRINT = 'f'.repeat(49);
const LABEL = 'POST:/pay';

const LEASE_MS = 60_000;
const KEEP_MS = 2 * LEASE_MS;
const RESULT_MS = 100_000_000;
// A step takes far less than this, so that what was rounded up to it is what the step has meant.
const GRAIN_MS = 10_000;
// The deadline of a record that has none left.
const LONG_OVER = -1_000_000_000;

const LOCK =
  /^1\|([\w-]+)\|([\w-]+)\|(\d+)\|\d+\|(\d+)\|(\d+)\|(\d+)\|(-?\d+)\|(\d+)\|([NFT])\|([RZFX])\|\|POST:\/pay$/;
const RESULT = /^1\|[\w-]+\|([\w-]+)\|\d+\|\d+\|(\d+)\|([vet])\|\|POST:\/pay\|(.*)$/;

function rounded(ms) {
  return Math.ceil(ms / GRAIN_MS) * GRAIN_MS;
}

/** What a lock record's text and its PTTL say, or null where there is none. */
function readLock(text, ttl, now) {
  if (text === null) return null;
  const [, token, , , lease, deadline, , attempt, suspect, origin, state] = text.match(LOCK);
  return {
    holder: NAMES[token],
    attempt: Number(attempt),
    origin,
    state,
    lease: Number(lease),
    deadline: deadline === '0' ? LONG_OVER : rounded(deadline - now),
    suspect: suspect === '0' ? 0 : rounded(suspect - now) - GRAIN_MS,
    ttl: rounded(ttl),
  };
}

function writeLock(lock, now) {
  const fence = now * 1000;
  const deadline = lock.deadline === LONG_OVER ? 0 : now + lock.deadline;
  const suspect = lock.suspect === 0 ? 0 : now + lock.suspect + GRAIN_MS;
  const head = ['1', TOKENS[lock.holder], FINGERPRINT, fence, 0, lock.lease, deadline, now];
  return [...head, lock.attempt, suspect, lock.origin, lock.state, '', LABEL].join('|');
}

function readResult(text) {
  if (text === null) return null;
  const [, token, attempt, kind, payload] = text.match(RESULT);
  return { winner: NAMES[token], attempt: Number(attempt), kind, payload };
}

function writeResult({ winner, attempt, kind, payload }, now) {
  const head = ['1', FINGERPRINT, TOKENS[winner], 1, now, attempt, kind, '', LABEL];
  return [...head, payload].join('|');
}

/** The lock record after `ms` in which nobody touched it. */
function aged(lock, ms) {
  if (lock === null || lock.ttl <= ms) return null;
  const deadline = lock.deadline === LONG_OVER ? LONG_OVER : lock.deadline - ms;
  const suspect = lock.suspect === 0 ? 0 : lock.suspect - ms;
  return { ...lock, deadline, suspect, ttl: lock.ttl - ms };
}

/** The lock record after the store's clock has gone back by `ms`. */
function setBack(lock, ms) {
  const deadline = lock.deadline === LONG_OVER ? LONG_OVER : lock.deadline + ms;
  const suspect = lock.suspect === 0 ? 0 : lock.suspect + ms;
  return { ...lock, deadline, suspect };
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
  TOKENS,
  aged,
  isFarAway,
  isFresh,
  isHeld,
  isLive,
  isWorthAsking,
  readLock,
  readResult,
  setBack,
  writeLock,
  writeResult,
};
