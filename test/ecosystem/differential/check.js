'use strict';

const { conduct, playReferences } = require('./conduct');
const { differences } = require('./differences');
const { judge } = require('./judge');

const QUICK = { quietMs: 200, limitMs: 5000 };
const PATIENT = { quietMs: 800, limitMs: 10_000 };
const REFERENCES = 3;

/**
 * Plays a case and judges it: `{ found, seen, wasFaulty }`. What plain Express does may hang on the clock; only what differs
 * from all that it was seen to do, and does so again with more patience, is found. `quick` takes the first look for it.
 */
async function check(given, world, { quick = false } = {}) {
  let seen = await conduct(given, world, QUICK);
  let found = judge(given, seen);
  if (quick) return { found, times: 1, wasFaulty: isFaulty(seen) };
  for (let i = 0; found.length > 0 && i < REFERENCES; i++) {
    const references = await playReferences(given, world, PATIENT);
    if (judge(given, { ...seen, ...references }).length === 0) found = [];
  }
  let times = 1;
  if (found.length > 0) {
    const again = await conduct(given, world, PATIENT);
    const confirmed = judge(given, again);
    if (confirmed.length > 0) [seen, found, times] = [again, confirmed, 2];
    else if (isByTheClock(given, seen, found)) found = [];
  }
  return { found, times, wasFaulty: isFaulty(seen) };
}

// What does not come again, and may be the work of a machine that has other work.
function isByTheClock(given, seen, found) {
  const isSlow = differences.strikesSoon(given) || isStarved(seen);
  return isSlow || found.every(({ detail }) => isWaiting(detail));
}

// What an impatient look takes for a hang.
function isWaiting(detail) {
  return /open|never settled|never ends|hangs/.test(detail);
}

// A machine with other work kept Redis from answering for longer than a request waits, or the process from its work for longer
// than connect-timeout does.
function isStarved({ plain, first, retry }) {
  const late = ['LOCK_FAILED', 'ETIMEDOUT'].filter((code) => !plain.errors.includes(code));
  return [first, retry].some(({ errors }) => errors.some((code) => late.includes(code)));
}

function isFaulty({ plain, left, reference, first, retry }) {
  return [plain, left, reference, first, retry].some(({ faults }) => faults.length > 0);
}

module.exports = { check, isByTheClock };
