'use strict';

const { strict: assert } = require('node:assert');
const path = require('node:path');
const { Child, withChildren } = require('../harness/child');
const { withRedis } = require('../harness/redis-server');
const { alternate } = require('../harness/rounds');
const { VARIANTS } = require('./variants');

const APP = path.join(__dirname, 'app.js');
const LOAD = path.join(__dirname, 'load.js');
const WIDTH = 32;
const SCENARIOS = ['fresh', 'replay', 'mixed', 'racing'];
// An Express app is compiled and its heap has found its size after some ten thousand requests.
const FULL = { rounds: 11, turns: 4, durationMs: 150, warmUpMs: 4000 };
const SMOKE = { rounds: 2, turns: 1, durationMs: 60, warmUpMs: 0 };

/**
 * An Express 5 app under load over HTTP: rows of `{ scenario, samples }`; samples: variant -> `{ cpuUs, perSecond, p50Us,
 * p99Us, delayP99Us, busy }` by round, where cpuUs is of the app process per request.
 */
async function expressPart({ isSmoke }) {
  return withRedis((port) => {
    const contenders = Object.keys(VARIANTS).map((name) => [
      name,
      { file: APP, args: [name, String(port)] },
    ]);
    return withChildren(Object.fromEntries(contenders), async (children) => {
      const load = new Child(LOAD, []);
      try {
        return await run(children, load, isSmoke ? SMOKE : FULL);
      } finally {
        await load.stop();
      }
    });
  });
}

async function run(children, load, { rounds, turns, durationMs, warmUpMs }) {
  const ports = {};
  for (const [name, child] of Object.entries(children)) {
    ports[name] = await child.call('listen');
    await check(name, child, load, ports[name]);
    const settings = { port: ports[name], width: WIDTH, scenario: 'fresh' };
    if (warmUpMs > 0) await load.call('slice', { ...settings, durationMs: warmUpMs });
  }
  const rows = [];
  for (const scenario of SCENARIOS) {
    const slices = Object.entries(children).map(([name, child]) => {
      const settings = { port: ports[name], width: WIDTH, scenario, durationMs };
      return [name, () => slice(name, child, load, settings)];
    });
    rows.push({
      scenario,
      samples: await alternate(Object.fromEntries(slices), rounds, { turns }),
    });
  }
  return { rounds, turns, width: WIDTH, durationMs, rows };
}

async function slice(name, child, load, settings) {
  await child.call('begin');
  const { requests, statuses, ...seen } = await load.call('slice', settings);
  checkStatuses(name, settings.scenario, statuses);
  const { cpuUs, delayP99Us } = await child.call('end');
  const busy = (cpuUs / requests) * (seen.perSecond / 1e6);
  return { cpuUs: cpuUs / requests, delayP99Us, busy, ...seen };
}

// Same key, same answer, one run: without this a variant might be fast because it does nothing.
async function check(name, child, load, port) {
  const key = `check-${name.replace(/\W+/g, '-')}`;
  const first = await load.call('request', port, key);
  const second = await load.call('request', port, key);
  const expected = { id: 'ch_1', amount: 4200, currency: 'EUR', status: 'succeeded' };
  for (const { status, body } of [first, second]) {
    assert.equal(status, 200, `${name} answered ${status}: ${body}`);
    assert.deepEqual(JSON.parse(body), expected, name);
  }
  const runs = await child.call('charges');
  assert.equal(
    runs,
    VARIANTS[name].isUnprotected ? 2 : 1,
    `${name} ran the operation ${runs} times`,
  );
}

// Duplicates that race may be refused while the first runs; nothing else may be.
function checkStatuses(name, scenario, statuses) {
  const allowed = scenario === 'fresh' || scenario === 'replay' ? ['200'] : ['200', '409'];
  const others = Object.keys(statuses).filter((status) => !allowed.includes(status));
  assert.deepEqual(others, [], `${name}, ${scenario}: ${JSON.stringify(statuses)}`);
}

module.exports = { expressPart, SCENARIOS };
