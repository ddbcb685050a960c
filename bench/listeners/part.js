'use strict';

const { strict: assert } = require('node:assert');
const { withChildren } = require('../harness/child');
const { alternate } = require('../harness/rounds');
const { LISTENERS } = require('./listeners');

const WORKER = require.resolve('./worker');
const SCENARIOS = ['fresh', 'replay'];
const SCOPED = ['prometheus()', 'openTelemetry(), metrics'];
// Slices are short: a busy machine interrupts long ones, and an interrupted one takes more of the processor.
const FULL = { rounds: 9, perLane: 8, slices: 20, warmUps: 40 };
const SMOKE = { rounds: 3, perLane: 2, slices: 1, warmUps: 1 };

/**
 * What a request costs more while somebody listens: an Express 5 app on a store in memory, called without a network. Rows of
 * `{ scenario, samples }`; samples: listener -> `{ alone, listenedTo }`, CPU microseconds of its process per request, by round.
 */
async function listenersPart({ isSmoke }) {
  const plain = Object.keys(LISTENERS).map((name) => [name, contender(name)]);
  const scoped = SCOPED.map((name) => [`${name}, with a scope`, contender(name, 'scope')]);
  return withChildren(Object.fromEntries([...plain, ...scoped]), (children) =>
    run(children, isSmoke ? SMOKE : FULL),
  );
}

const contender = (...args) => ({ file: WORKER, args });

async function run(children, { rounds, perLane, slices, warmUps }) {
  for (const [name, child] of Object.entries(children)) {
    const heard = await child.call('check', 2);
    assert.equal(heard, 2, `${name} was told of ${heard} requests in place of 2`);
    for (const scenario of SCENARIOS) await child.call('pair', scenario, perLane, warmUps);
  }
  const rows = [];
  for (const scenario of SCENARIOS) {
    const turns = Object.entries(children).map(([name, child]) => [
      name,
      () => child.call('pair', scenario, perLane, slices),
    ]);
    rows.push({ scenario, samples: await alternate(Object.fromEntries(turns), rounds) });
  }
  return { rounds, slices, rows };
}

module.exports = { listenersPart };
