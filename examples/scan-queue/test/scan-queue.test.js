'use strict';

const { once } = require('node:events');
const { createServer } = require('node:http');
const { promisify } = require('node:util');
const { MemoryStore, createStore, generateIdempotencyKey } = require('onceonly');
const { createApp } = require('../app');
const { ScanQueue } = require('../scan-queue');

const { REDIS_URL } = process.env;
const store = REDIS_URL ? createStore({ redis: REDIS_URL }) : new MemoryStore();
const scan = { target: 'https://example.com' };

let queue;
let server;

beforeEach(() => {
  queue = new ScanQueue(async (target) => ({ target, findings: [] }));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await stop();
});

afterAll(() => store.close());

async function start(options) {
  server = createServer(createApp({ store, queue, ...options })).listen(0);
  await once(server, 'listening');
}

function stop() {
  server.closeAllConnections();
  return promisify(server.close.bind(server))();
}

async function send(path, options) {
  const response = await fetch(`http://127.0.0.1:${server.address().port}${path}`, options);
  return { status: response.status, json: await response.json() };
}

function postScan(key, body = scan) {
  const headers = { 'Content-Type': 'application/json' };
  if (key !== undefined) headers['Idempotency-Key'] = key;
  return send('/scans', { method: 'POST', headers, body: JSON.stringify(body) });
}

test('a scan is enqueued, runs, and can be asked for', async () => {
  await start();
  const ended = once(queue, 'ended');
  const { status, json } = await postScan(generateIdempotencyKey());
  expect(status).toBe(202);
  expect(json).toEqual({ task_id: expect.any(String), idempotent: false });
  await ended;
  const shown = await send(`/scans/${json.task_id}`);
  expect(shown.json).toMatchObject({ state: 'done', report: { target: scan.target } });
  expect((await send('/scans/another')).status).toBe(404);
});

test('a retry gets the same task and enqueues nothing', async () => {
  await start();
  const key = generateIdempotencyKey();
  const first = await postScan(key);
  const retry = await postScan(key);
  expect(retry).toEqual({ status: 202, json: { ...first.json, idempotent: true } });
  expect(queue.size).toBe(1);
});

test('the same key with other parameters is a conflict', async () => {
  await start();
  const key = generateIdempotencyKey();
  await postScan(key);
  const other = await postScan(key, { target: 'https://example.org' });
  expect(other).toMatchObject({ status: 409, json: { error: 'IDEMPOTENCY_KEY_REUSED' } });
  expect(queue.size).toBe(1);
});

test('without a key every request enqueues', async () => {
  await start();
  const [a, b] = [await postScan(), await postScan()];
  expect([a.json.idempotent, b.json.idempotent]).toEqual([false, false]);
  expect(a.json.task_id).not.toBe(b.json.task_id);
  expect(queue.size).toBe(2);
});

test('a scan without a target names no task', async () => {
  await start();
  const key = generateIdempotencyKey();
  expect((await postScan(key, {})).status).toBe(400);
  expect(await postScan(key)).toMatchObject({ status: 202, json: { idempotent: false } });
});

test('the task of a key is remembered for 48 hours', async () => {
  await start();
  const key = generateIdempotencyKey();
  await postScan(key);
  const { expiresIn } = await store.inspect({ key, method: 'POST', path: '/scans' });
  expect(expiresIn).toBeGreaterThan(47.9 * 3600);
  expect(expiresIn).toBeLessThanOrEqual(48 * 3600);
});

test('requests that race enqueue one task between them', async () => {
  // Every request has found the key unused before any of them stores an id.
  const check = store.check.bind(store);
  const spy = jest.spyOn(store, 'check');
  const allAsked = new Promise((letThrough) => {
    spy.mockImplementation(async (...args) => {
      const known = await check(...args);
      if (spy.mock.calls.length === 10) letThrough();
      await allAsked;
      return known;
    });
  });
  await start();
  const key = generateIdempotencyKey();
  const answers = await Promise.all(Array.from({ length: 10 }, () => postScan(key)));
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
  expect(new Set(answers.map(({ json }) => json.task_id)).size).toBe(1);
  expect(answers.filter(({ json }) => !json.idempotent)).toHaveLength(1);
  expect(queue.size).toBe(1);
});

test('a crash between naming a task and enqueueing it loses no scan', async () => {
  const key = generateIdempotencyKey();
  const death = Object.assign(new Error('The process died here.'), { status: 502 });
  await start({ queue: { add: () => Promise.reject(death) } });
  expect((await postScan(key)).status).toBe(502);
  await stop();

  await start();
  const retry = await postScan(key);
  expect(retry).toMatchObject({ status: 202, json: { idempotent: true } });
  expect(queue.get(retry.json.task_id)).toMatchObject({ target: scan.target });
  expect(queue.size).toBe(1);
});
