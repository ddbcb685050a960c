'use strict';

const { fork } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');

const FOLDER = path.join(__dirname, '..');
// Gives the server a free port instead of 3000 and tells it to its parent.
const HOST = path.join(FOLDER, '..', '..', 'test', 'helpers', 'snippet-host.js');

let child;
let exited;
let url;

beforeAll(async () => {
  child = fork(path.join(FOLDER, 'server.mjs'), { execArgv: ['--require', HOST], stdio: 'ignore' });
  exited = once(child, 'exit');
  const [{ port }] = await once(child, 'message');
  url = `http://127.0.0.1:${port}/orders`;
});

afterAll(() => child.kill() && exited);

async function order(key, item) {
  const headers = { 'Content-Type': 'application/json' };
  if (key !== undefined) headers['Idempotency-Key'] = key;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ item }) });
  const cached = response.headers.get('idempotency-cached');
  return { status: response.status, cached, json: await response.json() };
}

test('a retry gets the first order', async () => {
  const first = await order('order-1', 'book');
  expect(first).toMatchObject({ status: 201, cached: 'false', json: { item: 'book' } });
  expect(await order('order-1', 'book')).toEqual({ ...first, cached: 'true' });
});

test('another item under the same key is refused', async () => {
  await order('order-2', 'book');
  const other = await order('order-2', 'car');
  expect(other).toMatchObject({ status: 422, json: { error: 'IDEMPOTENCY_KEY_REUSED' } });
});

test('without a key each request is an order', async () => {
  const [one, other] = [await order(undefined, 'book'), await order(undefined, 'book')];
  expect(one).toMatchObject({ status: 201, cached: null });
  expect(other.json.id).not.toBe(one.json.id);
});
