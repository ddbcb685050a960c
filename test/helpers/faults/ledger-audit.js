'use strict';

const { stalledMs } = require('./stall-watch');

const SYNC_WINDOW_MS = 2000;
// Another process may begin half a lease after a lease has passed without a renewal, of which there is one in a third of it.
const TAKEOVER_LEASES = 3 / 2;
const SILENT_LEASES = TAKEOVER_LEASES - 1 / 3;
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

/**
 * How many of the lines of a key follow one whose process could not keep it: it stood still, or Redis was away, for so long that
 * the guarantees let another one take over. Only a machine that is short of processors brings that about.
 */
function countTakeovers({ blocked = new Map(), outages = [] }, lines, leaseMs) {
  const sorted = lines.toSorted((a, b) => a.began - b.began);
  return sorted.slice(1).filter(({ began }, i) => {
    const owner = sorted[i];
    const from = began - TAKEOVER_LEASES * leaseMs;
    if (owner.began > from) return false;
    const silentMs = stalledMs([blocked.get(owner.pid) ?? [], outages], from, began);
    return silentMs >= SILENT_LEASES * leaseMs;
  }).length;
}

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
function auditLedger(run, extraLines, leaseMs) {
  const { orders, ledger, strikes } = run;
  const byKey = linesByKey(ledger);
  const problems = [];
  for (const order of orders.filter(({ final }) => final.length > 0)) {
    const lines = byKey.get(order.key) ?? [];
    if (lines.length === 0) problems.push(`${order.key} was answered and never charged`);
    else if (lines.length - 1 > allowedExtra(run, extraLines, lines, order, leaseMs)) {
      problems.push(describeExtra(order, lines, strikes));
    }
  }
  return problems;
}

function allowedExtra(run, extraLines, lines, order, leaseMs) {
  const allowed = ALLOWED[extraLines](run.strikes, lines, order, leaseMs);
  return Math.max(allowed, countTakeovers(run, lines, leaseMs));
}

/** The keys that a process took over from another one that could not keep them. */
function takenOver(run, leaseMs) {
  const byKey = [...linesByKey(run.ledger)];
  return new Set(
    byKey.filter(([, lines]) => countTakeovers(run, lines, leaseMs) > 0).map(([key]) => key),
  );
}

function describeExtra({ key, answers }, lines, strikes) {
  const story = [
    ...lines.map(({ began, ended, id, attempt }) => [began, `runs ${id} #${attempt} to ${ended}`]),
    ...answers.map(({ endedAt, sentAt, kind }) => [endedAt, `${kind} to a request of ${sentAt}`]),
    ...strikes.map((strike) => [strike, 'strike']),
  ].sort(([a], [b]) => a - b);
  return `${key} has ${lines.length} lines: ${story.map((part) => part.join(' ')).join('; ')}`;
}

module.exports = { auditLedger, takenOver };
