'use strict';

const path = require('node:path');
const { withChildren } = require('../harness/child');
const { withRedis } = require('../harness/redis-server');
const { alternate } = require('../harness/rounds');
const { addedHeaders, checkSlice, checkVariant } = require('./answers');
const { VARIANTS } = require('./variants');

const APP = path.join(__dirname, 'app.js');
const LOAD = path.join(__dirname, 'load.js');
const WIDTH = 32;
const FRESH_ONLY = ['floor on ioredis'];
// An Express app is compiled and its heap has found its size after some ten thousand requests.
const FULL = { durationMs: 150, warmUpMs: 3000, main: [15, 3], others: [7, 2] };
const SMOKE = { durationMs: 60, warmUpMs: 300, main: [3, 1], others: [1, 1] };
// Scenario -> which of `[rounds, turns]` it takes. The targets are of the first two.
const SCENARIOS = { fresh: 'main', replay: 'main', mixed: 'others', racing: 'others' };

/**
 * An Express 5 app under load over HTTP: rows of `{ scenario, samples }`; samples: variant -> `{ cpuUs, redisCpuUs,
 * perSecond, p50Us, p99Us, busy }` by round, where the CPU times are of the app process and of redis-server per request.
 */
async function expressPart({ isSmoke }) {
  return withRedis((server) => {
    const apps = Object.keys(VARIANTS).map((name) => [
      name,
      { file: APP, args: [name, String(server.port)] },
    ]);
    const contenders = { ...Object.fromEntries(apps), load: { file: LOAD, args: [] } };
    return withChildren(contenders, ({ load, ...children }) =>
      run(children, load, server, isSmoke ? SMOKE : FULL),
    );
  });
}

async function run(children, load, server, { durationMs, warmUpMs, ...lengths }) {
  const ports = await start(children, load);
  for (const name of Object.keys(children)) {
    const settings = { port: ports[name], width: WIDTH, scenario: 'fresh', durationMs: warmUpMs };
    await slice(name, children[name], load, server, settings);
  }
  const rows = [];
  for (const [scenario, length] of Object.entries(SCENARIOS)) {
    const [rounds, turns] = lengths[length];
    await server.client.call('FLUSHALL', 'SYNC');
    const names = Object.keys(children).filter(
      (name) => scenario === 'fresh' || !FRESH_ONLY.includes(name),
    );
    const slices = names.map((name) => {
      const settings = { port: ports[name], width: WIDTH, scenario, durationMs };
      return [name, () => slice(name, children[name], load, server, settings)];
    });
    const samples = await alternate(Object.fromEntries(slices), rounds, { turns });
    rows.push({ scenario, rounds, turns, samples });
  }
  const [rounds, turns] = lengths.main;
  const redis = { version: await server.version(), hasIfeq: await server.hasIfeq() };
  return { rounds, turns, width: WIDTH, durationMs, redis, rows };
}

/** Every app listens and answers as it should: variant -> port. */
async function start(children, load) {
  const ports = {};
  const answers = {};
  for (const [name, child] of Object.entries(children)) {
    ports[name] = await child.call('listen');
    answers[name] = await checkVariant({ name, ...VARIANTS[name] }, child, load, ports[name]);
  }
  const headers = addedHeaders(answers);
  for (const child of Object.values(children)) await child.call('useHeaders', headers);
  return ports;
}

async function slice(name, child, load, server, settings) {
  await child.call('begin');
  const redisBefore = await server.cpuUs();
  const { requests, statuses, wrong, ...seen } = await load.call('slice', settings);
  const redisCpuUs = ((await server.cpuUs()) - redisBefore) / requests;
  const { cpuUs, charges } = await child.call('end');
  checkSlice({ name, ...VARIANTS[name] }, settings, { requests, statuses, wrong, charges });
  const busy = (cpuUs / requests) * (seen.perSecond / 1e6);
  return { cpuUs: cpuUs / requests, redisCpuUs, busy, ...seen };
}

module.exports = { expressPart };
