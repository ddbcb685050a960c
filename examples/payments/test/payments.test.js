'use strict';

const { once } = require('node:events');
const { createServer } = require('node:http');
const { setTimeout: wait } = require('node:timers/promises');
const { promisify } = require('node:util');
const { MemoryStore, createStore, generateIdempotencyKey } = require('onceonly');
const { createApp } = require('../app');

const { REDIS_URL } = process.env;
const store = REDIS_URL ? createStore({ redis: REDIS_URL }) : new MemoryStore();
const body = { amount: 2500, customerId: 'cus_1', currency: 'eur' };

jest.setTimeout(30_000);

let server;

afterEach(async () => {
  server.closeAllConnections();
  await promisify(server.close.bind(server))();
});

async function start(options) {
  server = createServer(createApp(options)).listen(0);
  await once(server, 'listening');
}

function url(path) {
  return `http://127.0.0.1:${server.address().port}/api/payments/${path}`;
}

async function charge(key, payment = body) {
  const response = await fetch(url('charge'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(payment),
  });
  const text = await response.text();
  const cached = response.headers.get('idempotency-cached');
  return { status: response.status, cached, text, json: JSON.parse(text) };
}

async function countCharges() {
  const response = await fetch(url('charges'));
  return (await response.json()).count;
}

/** Waits for as long as the store itself says that the record lives. */
async function untilForgotten(key) {
  const address = { key, method: 'POST', path: '/api/payments/charge' };
  for (;;) {
    const record = await store.inspect(address);
    if (record === null) return;
    await wait(record.expiresIn * 1000);
  }
}

test('the first request charges', async () => {
  await start({ store });
  const first = await charge(generateIdempotencyKey());
  expect(first).toMatchObject({ status: 200, cached: 'false' });
  expect(first.json).toEqual({
    id: expect.stringMatching(/^ch_/),
    amount: 2500,
    status: 'succeeded',
    createdAt: expect.any(String),
  });
  expect(await countCharges()).toBe(1);
});

test('a retry gets the first answer and does not charge', async () => {
  await start({ store });
  const key = generateIdempotencyKey();
  const first = await charge(key);
  const retry = await charge(key);
  expect(retry).toEqual({ ...first, cached: 'true' });
  expect(await countCharges()).toBe(1);
});

test('another key is another charge', async () => {
  await start({ store });
  const first = await charge(generateIdempotencyKey());
  const second = await charge(generateIdempotencyKey());
  expect(second.json.id).not.toBe(first.json.id);
  expect(await countCharges()).toBe(2);
});

test('the same key with another body is refused', async () => {
  await start({ store });
  const key = generateIdempotencyKey();
  await charge(key);
  const other = await charge(key, { ...body, amount: 9900 });
  expect(other.status).toBe(422);
  expect(other.json.error).toBe('IDEMPOTENCY_KEY_REUSED');
  expect(await countCharges()).toBe(1);
});

test('of ten racing requests one charges', async () => {
  await start({ store, gatewayDelayMs: 200 });
  const key = generateIdempotencyKey();
  const answers = await Promise.all(Array.from({ length: 10 }, () => charge(key)));
  const charged = answers.filter(({ cached }) => cached === 'false');
  const replayed = answers.filter(({ cached }) => cached === 'true');
  const refused = answers.filter(({ status }) => status === 409);
  expect(charged).toEqual([expect.objectContaining({ status: 200 })]);
  expect(replayed).toEqual(replayed.map(() => ({ ...charged[0], cached: 'true' })));
  expect(refused.map(({ json }) => json.error)).toEqual(refused.map(() => 'REQUEST_IN_PROGRESS'));
  expect(charged.length + replayed.length + refused.length).toBe(10);
  expect(await countCharges()).toBe(1);
});

test('without the middleware ten racing requests charge ten times', async () => {
  await start({ unprotected: true, gatewayDelayMs: 200 });
  const key = generateIdempotencyKey();
  const answers = await Promise.all(Array.from({ length: 10 }, () => charge(key)));
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect(await countCharges()).toBe(10);
});

test('a declined charge is declined again with the same answer', async () => {
  await start({ store });
  const key = generateIdempotencyKey();
  const first = await charge(key, { ...body, amount: -1 });
  const retry = await charge(key, { ...body, amount: -1 });
  expect(first).toMatchObject({ status: 402, cached: 'false', json: { error: 'CARD_DECLINED' } });
  expect(retry).toEqual({ ...first, cached: 'true' });
  expect(await countCharges()).toBe(0);
});

test('a request without a key is refused', async () => {
  await start({ store });
  const response = await fetch(url('charge'), { method: 'POST' });
  expect(response.status).toBe(400);
  expect((await response.json()).error).toBe('IDEMPOTENCY_KEY_REQUIRED');
  expect(await countCharges()).toBe(0);
});

test('nothing is charged while the store is down', async () => {
  await start({ redisUrl: 'redis://127.0.0.1:1' });
  const refused = await charge(generateIdempotencyKey());
  expect(refused.status).toBe(503);
  expect(refused.json.error).toBe('LOCK_FAILED');
  expect(await countCharges()).toBe(0);
});

test('a key is new again when its result has expired', async () => {
  await start({ store, resultTTL: 1 });
  const key = generateIdempotencyKey();
  const first = await charge(key);
  await untilForgotten(key);
  const again = await charge(key);
  expect(again).toMatchObject({ status: 200, cached: 'false' });
  expect(again.json.id).not.toBe(first.json.id);
  expect(await countCharges()).toBe(2);
});
