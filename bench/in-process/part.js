'use strict';

const path = require('node:path');
const { withChildren } = require('../harness/child');
const { withRedis } = require('../harness/redis-server');
const { alternate } = require('../harness/rounds');
const { addedHeaders, checkVariant } = require('../express/answers');
const { VARIANTS } = require('../express/variants');

const WORKER = path.join(__dirname, 'worker.js');
const SCENARIOS = ['fresh', 'replay'];
const COMPARED = [
  'no middleware',
  'floor',
  'onceonly Redis, execute',
  'onceonly Redis, route',
  'onceonly Redis, response',
  'onceonly Redis, encrypted',
  'onceonly memory, execute',
  '@node-idempotency/core + Redis',
];
const BEFORE = ', before';
const ALSO_BEFORE = ['onceonly Redis, execute', 'onceonly Redis, response'];
const FULL = { rounds: 11, perLane: 20, warmUpPerLane: 600, slices: 5 };
const SMOKE = { rounds: 3, perLane: 5, warmUpPerLane: 20, slices: 2 };

/**
 * An Express 5 app that is called without a network: rows of `{ scenario, samples }`; samples: variant -> `{ cpuUs }` of its
 * process per request, by round. A sample is the least of several short slices, so that other work on the machine counts for
 * little. `before` is the folder of an older build, measured as well.
 */
async function inProcessPart({ isSmoke, before }) {
  return withRedis((server) =>
    withChildren(contenders(server.port, before), (children) =>
      run(children, server, isSmoke ? SMOKE : FULL),
    ),
  );
}

function contenders(port, before) {
  const entry = (name, ...rest) => ({ file: WORKER, args: [name, String(port), ...rest] });
  const all = COMPARED.map((name) => [name, entry(name)]);
  const older = ALSO_BEFORE.map((name) => [`${name}${BEFORE}`, entry(name, before)]);
  return Object.fromEntries(before === undefined ? all : [...all, ...older]);
}

async function run(children, server, { rounds, perLane, warmUpPerLane, slices }) {
  await check(children);
  for (const child of Object.values(children)) await child.call('slice', 'fresh', warmUpPerLane);
  const rows = [];
  for (const scenario of SCENARIOS) {
    await server.client.call('FLUSHALL', 'SYNC');
    const turns = Object.entries(children).map(([name, child]) => [
      name,
      () => least(slices, () => child.call('slice', scenario, perLane)),
    ]);
    rows.push({ scenario, samples: await alternate(Object.fromEntries(turns), rounds) });
  }
  return { rounds, slices, rows };
}

/** Every app answers as it should, and the floor sends the headers that the product sends. */
async function check(children) {
  const answers = {};
  for (const [name, child] of Object.entries(children)) {
    await child.call('mount');
    const load = { call: (method, _, key) => child.call(method, `${key}-${process.pid}`) };
    const variant = { name, ...VARIANTS[name.replace(BEFORE, '')] };
    answers[name] = await checkVariant(variant, child, load);
  }
  const headers = addedHeaders(answers);
  for (const child of Object.values(children)) await child.call('useHeaders', headers);
}

async function least(times, work) {
  let found = Infinity;
  for (let i = 0; i < times; i++) found = Math.min(found, await work());
  return { cpuUs: found };
}

module.exports = { inProcessPart };
