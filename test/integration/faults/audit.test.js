'use strict';

const { auditLedger } = require('../../helpers/faults/ledger-audit');
const { stalledMs } = require('../../helpers/faults/stall-watch');

const KILL = 100_000;

/** One key whose runs began and ended at the given pairs of times, with answers of `[kind, sentAt, endedAt]`. */
function evidence({ runs, answers, strikes = [KILL] }) {
  const key = 'k';
  const told = answers.map(([kind, sentAt, endedAt]) => ({ kind, sentAt, endedAt }));
  const final = told.filter(({ kind }) => kind !== '503');
  const order = { key, madeAt: told[0].sentAt, final, answers: told };
  const ledger = runs.map(([began, ended], i) => ({ key, id: `ch_${i}`, began, ended }));
  return { orders: [order], ledger, strikes };
}

/** A key that ran `beforeMs` before the kill, for half a second, and again after it. */
function twice(beforeMs, kind = 'ran') {
  const [first, second] = [KILL - beforeMs, KILL + 3000];
  return {
    runs: [first, second].map((began) => [began, began + 500]),
    answers: [
      [kind, first - 10, first + 510],
      ['ran', second - 10, second + 510],
    ],
  };
}

// Redis took the begin before the kill, and the busy app started the run a little after it.
const startedLate = {
  ...twice(-20),
  answers: [
    ['503', KILL - 10, KILL + 600],
    ['ran', KILL + 2990, KILL + 3510],
  ],
};

test.each([
  ['nothing may be lost', 'none', twice(2500), 1],
  ['a kill forgets everything', 'onePerKill', twice(5000), 0],
  ['nothing was killed', 'onePerKill', { ...twice(5000), strikes: [] }, 1],
  ['the kill was before the order', 'onePerKill', { ...twice(5000), strikes: [KILL - 6000] }, 1],
  ['a late start hides the begin before the kill', 'onePerKill', startedLate, 0],
  ['the last write was long before the kill', 'onePerRecentKill', twice(5000), 1],
  ['the last write was just before the kill', 'onePerRecentKill', twice(2500), 0],
  ['the result was stored later', 'onePerRecentKill', twice(5000, 'not-stored'), 0],
  ['a late start follows a recent begin', 'onePerRecentKill', startedLate, 0],
])('an audit judges a second line where %s', (_, extraLines, story, problems) => {
  expect(auditLedger(evidence(story), extraLines)).toHaveLength(problems);
});

test.each([
  ['begins a lease after the first', 2000, 0],
  ['begins before the lease of the first is over', 1999, 1],
])('an audit judges a second line that %s', (_, after, problems) => {
  const story = {
    runs: [
      [KILL, KILL + 9000],
      [KILL + after, KILL + after + 500],
    ],
    answers: [['not-stored', KILL - 10, KILL + 9010]],
  };
  expect(auditLedger(evidence(story), 'afterLease', 2000)).toHaveLength(problems);
});

test('an audit finds an answer without a charge', () => {
  const story = { runs: [], answers: [['ran', KILL - 10, KILL]] };
  expect(auditLedger(evidence(story), 'onePerKill')).toHaveLength(1);
});

test('the stalls of several processes count once where they overlap, and only between the two times', () => {
  const first = [
    [0, 50],
    [120, 150],
  ];
  const second = [
    [40, 80],
    [190, 300],
  ];
  expect(stalledMs([first, second], 20, 200)).toBe(30 + 30 + 30 + 10);
});
