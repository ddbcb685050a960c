'use strict';

const { setTimeout: wait } = require('node:timers/promises');

const { defineFault } = require('../../helpers/faults/define-fault');
const { LONGEST_MS, sized } = require('../../helpers/faults/settings');

const FULL_MS = 3000;
const STEPS = [1_000_000, 10_000, 100];

/** Fills what is left of the memory of Redis: resolves when not even a small value goes in. */
async function fill(redis, names) {
  for (const bytes of STEPS) {
    try {
      for (;;) await redis.command('SETRANGE', `filler:${names.next().value}`, bytes, 'x');
    } catch (error) {
      if (!error.message.startsWith('OOM')) throw error;
    }
  }
}

/** Keeps Redis full although records go from it. */
async function keepFull(redis, names, ms) {
  const until = performance.now() + ms;
  while (performance.now() < until) {
    await fill(redis, names);
    await wait(10);
  }
}

function* count() {
  for (let i = 0; ; i++) yield i;
}

/** Orders that ran to their end while Redis was full. */
function ranWhileFull({ orders, ledger }, from, to) {
  const keys = new Set(
    ledger.filter(({ ended }) => ended >= from && ended < to).map(({ key }) => key),
  );
  return orders.filter(({ key }) => keys.has(key));
}

const periods = [];

async function strike(run) {
  const names = count();
  await fill(run.redis, names);
  run.struck();
  const from = Date.now();
  await keepFull(run.redis, names, FULL_MS);
  periods.push([from, from + FULL_MS]);
  await run.redis.command(
    'EVAL',
    "for i = 0, ARGV[1] - 1 do redis.call('DEL', 'filler:' .. i) end",
    0,
    names.next().value,
  );
}

defineFault(
  'maxmemory reached, noeviction',
  {
    redisArgs: ['--maxmemory', '32mb', '--maxmemory-policy', 'noeviction'],
    rounds: sized({ short: 1, full: 4 }),
    strike,
  },
  (run) => {
    test('stores the results of work that ends while Redis is full', () => {
      const finished = periods.flatMap(([from, to]) => ranWhileFull(run, from, to - LONGEST_MS));
      const kinds = finished.map(({ answers }) => answers.map(({ kind }) => kind));
      expect(finished.length).toBeGreaterThan(0);
      expect(kinds.filter((each) => each.includes('not-stored'))).toEqual([]);
      expect(kinds.filter((each) => !each.includes('replayed'))).toEqual([]);
    });
  },
);
