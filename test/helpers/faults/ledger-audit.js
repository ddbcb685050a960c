'use strict';

const SYNC_WINDOW_MS = 2000;

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
  onePerKill: (strikes, [first]) => strikes.filter((strike) => strike >= first.began).length,
  /** Redis forgets what it acknowledged within two seconds before a kill. */
  onePerRecentKill: (strikes, lines, order) =>
    strikes.filter((strike) => strike - lastWrite(strike, lines, order) < SYNC_WINDOW_MS).length,
};

/** When the last write for a key, its begin or its complete, was acknowledged before `strike`, at the latest. */
function lastWrite(strike, lines, order) {
  const begins = lines.map(({ began }) => began);
  const times = [...begins, ...completeTimes(order, strike)];
  return Math.max(...times.filter((time) => time <= strike));
}

function completeTimes({ answers }, strike) {
  const before = answers.filter(({ endedAt }) => endedAt <= strike);
  return before.flatMap(({ kind, endedAt }) => {
    if (kind === 'ran') return [endedAt];
    if (kind !== 'not-stored') return [];
    // It is stored in the background, some time before the first replay.
    const replays = before.filter((answer) => answer.kind === 'replayed');
    return [Math.min(strike, ...replays.map((answer) => answer.endedAt))];
  });
}

/** What is wrong with the ledger: orders with an answer and no line, and lines beyond those that `extraLines` allows. */
function auditLedger({ orders, ledger, strikes }, extraLines) {
  const byKey = linesByKey(ledger);
  const problems = [];
  for (const order of orders) {
    const lines = byKey.get(order.key) ?? [];
    if (lines.length === 0) problems.push(`${order.key} was answered and never charged`);
    else if (lines.length - 1 > ALLOWED[extraLines](strikes, lines, order)) {
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

module.exports = { auditLedger, linesByKey };
