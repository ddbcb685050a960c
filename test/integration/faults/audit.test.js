'use strict';

const { once } = require('node:events');
const { createServer } = require('node:http');

const { auditLedger } = require('../../helpers/faults/ledger-audit');
const { Load } = require('../../helpers/faults/load');
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

describe('an audit of a key whose owner is followed by another one after one and a half leases', () => {
  const LEASE_MS = 20_000;
  const SECOND = KILL + 33_000;

  function audit({ blocked = [], outages = [], second = SECOND }) {
    const { orders, ledger, strikes } = evidence({
      runs: [
        [KILL, KILL + 9000],
        [second, second + 500],
      ],
      answers: [['not-stored', KILL - 10, KILL + 9010]],
    });
    const run = { orders, ledger: ledger.map((line) => ({ ...line, pid: 7 })), strikes, outages };
    return auditLedger({ ...run, blocked: new Map([[7, blocked]]) }, 'none', LEASE_MS);
  }

  test.each([
    ['was alive all the time', {}, 1],
    ['stood still for that long', { blocked: [[SECOND - 24_000, SECOND]] }, 0],
    ['stood still for less', { blocked: [[SECOND - 23_000, SECOND]] }, 1],
    ['stood still before that', { blocked: [[SECOND - 60_000, SECOND - 10_000]] }, 1],
    [
      'stood still for a part of it, and Redis was away for the rest',
      { blocked: [[SECOND - 14_000, SECOND]], outages: [[SECOND - 26_000, SECOND - 12_000]] },
      0,
    ],
    [
      'stood still, but the other one came too early',
      { blocked: [[0, SECOND]], second: KILL + 29_999 },
      1,
    ],
  ])(
    'takes it for a fault unless the owner could not have renewed: it %s',
    (_, story, problems) => {
      expect(audit(story)).toHaveLength(problems);
    },
  );
});

test('a load that is abandoned leaves nobody sending, though no app answers', async () => {
  const server = createServer(() => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const load = new Load([server.address().port]);
  load.start();
  await once(server, 'request');
  await load.abandon();
  const { length } = load.orders;
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  expect(load.orders).toHaveLength(length);
  expect(load.answeredSince(0)).toEqual([]);
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
