'use strict';

const { fork } = require('node:child_process');
const { once } = require('node:events');
const { mkdirSync, writeFileSync } = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const onceonly = require('onceonly');
const { atEnd } = require('../helpers/cleanups');
const { onEachExpress } = require('../helpers/express-versions');
const { findFreePort } = require('../helpers/free-port');
const { HttpClient } = require('../helpers/http');
const { ROOT } = require('../helpers/project');
const { asProgram, readmeSnippets } = require('../helpers/readme');
const { startRedis } = require('../helpers/redis-server');
const { until } = require('../helpers/until');

const HOST = path.join(ROOT, 'test', 'helpers', 'snippet-host.js');
const FOLDER = path.join(ROOT, 'build', 'snippets');
const PRELUDE = `
const express = require('express');
const { asyncRoute, idempotency, idempotencyErrors, idempotentRoute } = require('onceonly');
const app = express();
app.use(express.json());
`;
const POSTLUDE = 'app.use(idempotencyErrors());\napp.listen(0);\n';

const [application, handler, downstreams, store] = readmeSnippets().map(({ code }) => code);
const [shutdown] = /^process\.once\('SIGTERM'[\s\S]*?^}\);$/m.exec(store);

/** What the reader does on Express 4, as the README says. */
function inAsyncRoute(code) {
  return code
    .replace('async (req, res) => {', 'asyncRoute(async (req, res) => {')
    .replace(/^}\);$/m, '}));');
}

/** The option that the README's comment names, on a store that is out of reach. */
function onRedis(code, port) {
  const redis = `redis: 'redis://127.0.0.1:${port}'`;
  return code
    .replace('idempotency({ required: true })', `idempotency({ required: true, ${redis} })`)
    .replace('idempotency()', `idempotency({ ${redis} })`);
}

async function start(code, version) {
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, `snippet-${process.pid}-${version}.js`);
  writeFileSync(file, asProgram(code, version));
  const child = fork(file, { execArgv: ['--require', HOST], stdio: 'ignore' });
  const exited = once(child, 'exit');
  atEnd(() => child.kill('SIGKILL') && exited);
  const ended = exited.then(([status]) => Promise.reject(new Error(`ended with ${status}`)));
  const [{ port }] = await Promise.race([once(child, 'message'), ended]);
  return { child, client: new HttpClient(port), exited };
}

onEachExpress((_, version) => {
  const wrapped = version === 'express4' ? inAsyncRoute(handler) : handler;
  describe.each([
    ['the application', application, '/api/payments/charge', 200],
    ['the handler', `${PRELUDE}${wrapped}${POSTLUDE}`, '/api/orders', 201],
    [
      'the route with two downstreams',
      `${PRELUDE}app.use(idempotency());${downstreams}${POSTLUDE}`,
      '/api/payments/orders',
      200,
    ],
  ])('%s of the README', (name, code, url, success) => {
    test('lives through a conflict, a misuse of the key and a thrown error', async () => {
      const { child, client } = await start(code, version);
      const post = (key, body) => client.post(url, { key, body });
      const held = once(child, 'message');
      const first = post('held', { amount: 1, hold: true });
      await held;
      expect((await post('held', { amount: 1, hold: true })).status).toBe(409);
      expect((await post('held', { amount: 2 })).status).toBe(422);
      child.send('go on');
      const answer = await first;
      expect(answer).toMatchObject({ status: success, cached: false });
      const replay = await post('held', { amount: 1, hold: true });
      expect(replay).toMatchObject({ status: success, cached: true, text: answer.text });
      expect((await post('declined', { decline: true })).status).toBe(402);
      expect((await post('declined', { decline: true })).status).toBe(402);
      expect((await post('next', { amount: 3 })).json.id).toBe('ch_3');
      expect(child.exitCode).toBeNull();
    });

    test('lives through a store that is out of reach', async () => {
      const { child, client } = await start(onRedis(code, await findFreePort()), version);
      expect((await client.post(url, { key: 'k', body: { amount: 1 } })).status).toBe(503);
      expect((await client.post(url, { key: 'k', body: { amount: 1 } })).status).toBe(503);
      expect(child.exitCode).toBeNull();
    });
  });
});

test('the store of the README does what its comments say', async () => {
  const redis = await startRedis();
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
  const names = ['createStore', 'process', 'params', 'taskId', 'key', 'id', 'result'];
  const program = new AsyncFunction(...names, `${store.replace(shutdown, '')}\nreturn store;`);
  const process = { env: { REDIS_URL: redis.url } };
  const values = [{ a: 1 }, 'task-1', 'some-key', 'i'.repeat(43), { charged: true }];
  const used = await program(onceonly.createStore, process, ...values);
  expect(await used.check('job-42', { a: 1 })).toEqual({ taskId: 'task-1' });
  await used.close();
});

onEachExpress((_, version) => {
  test('the shutdown of the README stores what runs, refuses what is new, and ends the process', async () => {
    const redis = await startRedis();
    const opening = `const store = require('onceonly').createStore({ redis: '${redis.url}' });\n`;
    const program = onRedis(application, redis.port);
    const { child, client, exited } = await start(`${opening}${program}${shutdown}`, version);
    const agent = new http.Agent({ keepAlive: true });
    atEnd(() => agent.destroy());
    await once(http.get({ port: client.port, agent }), 'response').then(([idle]) => idle.resume());
    const held = once(child, 'message');
    const sent = { key: 'held', body: { amount: 1, hold: true } };
    const first = client.post('/api/payments/charge', sent);
    await held;
    child.kill('SIGTERM');
    const refuses = async () => {
      const socket = net.connect(client.port, '127.0.0.1');
      const error = await once(socket, 'connect').catch((cause) => cause);
      socket.destroy();
      return error.code === 'ECONNREFUSED';
    };
    await until(refuses, 'it accepts no new connection');
    child.send('go on');
    const answer = await first;
    expect(answer).toMatchObject({ status: 200, cached: false });
    expect(await exited).toEqual([0, null]);
    const next = await start(program, version);
    const replay = await next.client.post('/api/payments/charge', sent);
    expect(replay).toMatchObject({ status: 200, cached: true, text: answer.text });
  });
});
