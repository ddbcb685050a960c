'use strict';

const SYNC_WINDOW_MS = 2000;
// Answers that show that the result of the key is in Redis.
const STORED = new Set(['ran', 'replayed']);

/** Lines of the ledger by key. */
function linesByKey(ledger) {
  const byKey = new Map();
  for (const line of ledger) byKey.set(line.key, [...(byKey.get(line.key) ?? []), line]);
  return byKey;
}

// How many lines more than one a key may have, from the strikes, its lines and its order.
const ALLOWED = {
  none: () => 0,
  /** Redis forgets everything at each kill. */
  onePerKill: (strikes, lines, { madeAt }) => strikes.filter((strike) => strike >= madeAt).length,
  /** Redis forgets what it acknowledged within two seconds before a kill. */
  onePerRecentKill: (strikes, lines, order) =>
    strikes.filter((strike) => strike - lastWrite(strike, lines, order) < SYNC_WINDOW_MS).length,
  /** An owner that no longer keeps its key is followed by another one when its lease is over. */
  afterLease: (strikes, lines, order, leaseMs) => {
    const begins = lines.map(({ began }) => began).sort((a, b) => a - b);
    return begins.filter((began, i) => i > 0 && began - begins[i - 1] >= leaseMs).length;
  },
};

/** When the last write for a key, its begin or its complete, was acknowledged before `strike`, at the latest. */
function lastWrite(strike, lines, { answers }) {
  const begins = lines.map(({ began }) => latestBegin(began, answers, strike));
  const ends = lines.map(({ ended }) => latestComplete(ended, answers, strike));
  return Math.max(...[...begins, ...ends].filter((time) => time <= strike));
}

// A run that starts right after the strike, while Redis is away, for a request sent before it, was acknowledged before.
function latestBegin(began, answers, strike) {
  const isUnderWay = answers.some(({ sentAt, endedAt }) => sentAt <= strike && began <= endedAt);
  const isRightAfter = strike < began && began - strike < SYNC_WINDOW_MS;
  return isUnderWay && isRightAfter ? strike : began;
}

// A result that is not stored at once is stored in the background, some time before the first replay.
function latestComplete(ended, answers, strike) {
  if (ended > strike) return ended;
  const showStored = answers.filter(({ kind, endedAt }) => STORED.has(kind) && endedAt >= ended);
  return Math.min(strike, ...showStored.map(({ endedAt }) => endedAt));
}

/**
 * What is wrong with the ledger: orders with an answer and no line, and lines beyond those that `extraLines` allows.
 * `leaseMs`: of the apps.
 */
function auditLedger({ orders, ledger, strikes }, extraLines, leaseMs) {
  const byKey = linesByKey(ledger);
  const problems = [];
  for (const order of orders.filter(({ final }) => final.length > 0)) {
    const lines = byKey.get(order.key) ?? [];
    if (lines.length === 0) problems.push(`${order.key} was answered and never charged`);
    else if (lines.length - 1 > ALLOWED[extraLines](strikes, lines, order, leaseMs)) {
      problems.push(describeExtra(order, lines, strikes));
    }
  }
  return problems;
}

function describeExtra({ key, answers }, lines, strikes) {
  const story = [
    ...lines.map(({ began, ended, id, attempt }) => [began, `runs ${id} #${attempt} to ${ended}`]),
    ...answers.map(({ endedAt, sentAt, kind }) => [endedAt, `${kind} to a request of ${sentAt}`]),
    ...strikes.map((strike) => [strike, 'strike']),
  ].sort(([a], [b]) => a - b);
  return `${key} has ${lines.length} lines: ${story.map((part) => part.join(' ')).join('; ')}`;
}

module.exports = { auditLedger };
