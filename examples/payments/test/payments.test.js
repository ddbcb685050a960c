'use strict';

const { once } = require('node:events');
const { createServer } = require('node:http');
const { promisify } = require('node:util');
const { generateIdempotencyKey } = require('onceonly');
const { gate, testStore } = require('onceonly/testing');
const { createApp } = require('../app');

const store = testStore();
const body = { amount: 2500, customerId: 'cus_1', currency: 'eur' };

jest.setTimeout(30_000);

let server;

afterEach(async () => {
  server.closeAllConnections();
  await promisify(server.close.bind(server))();
  store.clear();
});

async function start(options) {
  server = createServer(createApp(options)).listen(0);
  await once(server, 'listening');
}

function url(path) {
  return `http://127.0.0.1:${server.address().port}/api/payments/${path}`;
}

function charge(key, payment = body, user = 'ann') {
  return post('charge', payment, { 'Idempotency-Key': key, 'X-User': user });
}

async function post(path, payload, headers) {
  const response = await fetch(url(path), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(payload),
  });
  const text = await response.text();
  const cached = response.headers.get('idempotency-cached');
  const kept = response.headers.get('idempotency-status');
  const location = response.headers.get('location');
  return { status: response.status, cached, kept, location, text, json: JSON.parse(text) };
}

async function countCharges() {
  const response = await fetch(url('charges'));
  return (await response.json()).count;
}

/** A gateway whose first call waits at the first gate, its second at the second. */
function gatewayBehind(...gates) {
  const ids = ['ch_1', 'ch_2', 'ch_3'];
  const createCharge = jest.fn(async ({ amount }) => {
    await gates.shift().wait();
    return { id: ids.shift(), amount, status: 'succeeded' };
  });
  return { createCharge };
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

test('one of ten racing requests charges', async () => {
  const held = gate();
  const gateway = gatewayBehind(held);
  await start({ store, gateway });
  const key = generateIdempotencyKey();
  const charging = charge(key);
  await held.reached;
  const others = await Promise.all(Array.from({ length: 9 }, () => charge(key)));
  held.open();
  const first = await charging;
  expect(others.map(({ status, json }) => [status, json.error])).toEqual(
    Array(9).fill([409, 'REQUEST_IN_PROGRESS']),
  );
  expect(first).toMatchObject({ status: 200, cached: 'false', json: { id: 'ch_1' } });
  expect(await charge(key)).toEqual({ ...first, cached: 'true' });
  expect(gateway.createCharge).toHaveBeenCalledTimes(1);
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

test('two users may send the same key', async () => {
  await start({ store });
  const key = generateIdempotencyKey();
  const [ann, bob] = [await charge(key, body, 'ann'), await charge(key, body, 'bob')];
  expect([ann.cached, bob.cached]).toEqual(['false', 'false']);
  expect(bob.json.id).not.toBe(ann.json.id);
  expect(await countCharges()).toBe(2);
});

test('an order is created once, and its retry has the same status and Location', async () => {
  await start({ store });
  const order = { items: ['book'] };
  const headers = { 'Idempotency-Key': generateIdempotencyKey() };
  const first = await post('../orders', order, headers);
  expect(first).toMatchObject({ status: 201, cached: 'false' });
  expect(first.location).toBe(`/api/orders/${first.json.id}`);
  expect(await post('../orders', order, headers)).toEqual({ ...first, cached: 'true' });
  const other = await post('../orders', order, { 'Idempotency-Key': generateIdempotencyKey() });
  expect(other.location).not.toBe(first.location);
  const found = await fetch(new URL(first.location, url('')));
  expect(await found.text()).toBe(first.text);
});

test('the metrics count what became of each request', async () => {
  await start({ store });
  const key = generateIdempotencyKey();
  const read = async () => (await fetch(url('../../metrics'))).text();
  const total = (text, outcome) =>
    Number(new RegExp(`/charge",outcome="${outcome}"} (\\d+)`).exec(text)[1]);
  await charge(key);
  const before = await read();
  await charge(key);
  const after = await read();
  expect(total(after, 'replayed') - total(before, 'replayed')).toBe(1);
  expect(total(after, 'executed')).toBe(total(before, 'executed'));
});

test('a request without a key is refused', async () => {
  await start({ store });
  const response = await fetch(url('charge'), { method: 'POST' });
  expect(response.status).toBe(400);
  expect((await response.json()).error).toBe('IDEMPOTENCY_KEY_REQUIRED');
  expect(await countCharges()).toBe(0);
});

test('nothing is charged while the store is down', async () => {
  await start({ store });
  const key = generateIdempotencyKey();
  store.fail('begin', 'CONNECT_FAILED');
  const refused = await charge(key);
  expect(refused).toMatchObject({ status: 503, json: { error: 'LOCK_FAILED' } });
  expect(await countCharges()).toBe(0);
  expect(await charge(key)).toMatchObject({ status: 200, cached: 'false' });
});

test('a charge that cannot be stored is answered, and says so', async () => {
  await start({ store });
  store.fail('complete', 'REPLY_LOST', Infinity);
  const answer = await charge(generateIdempotencyKey());
  expect(answer).toMatchObject({ status: 200, kept: 'not-stored' });
  expect(await store.records()).toEqual([expect.objectContaining({ state: 'running' })]);
  expect(await countCharges()).toBe(1);
});

test('a charge whose process died is taken over as the second attempt of the same effect', async () => {
  const [dead, alive] = [gate(), gate()];
  const gateway = gatewayBehind(dead, alive);
  await start({ store, gateway });
  const key = generateIdempotencyKey();
  const first = charge(key);
  await dead.reached;
  store.advance(21); // The lease, lockTTL, is over.
  expect((await charge(key)).json.error).toBe('REQUEST_IN_PROGRESS');
  store.advance(11); // For another half of it nobody has renewed it.
  const second = charge(key);
  await alive.reached;
  alive.open();
  expect(await second).toMatchObject({ status: 200, cached: 'false' });
  dead.open();
  expect((await first).text).toBe((await second).text);
  const [before, after] = gateway.createCharge.mock.calls.map(([call]) => call);
  expect([before.attempt, after.attempt]).toEqual([1, 2]);
  expect(after.effectId).toBe(before.effectId);
});

test('a key is new again when its result has expired', async () => {
  await start({ store });
  const key = generateIdempotencyKey();
  const first = await charge(key);
  store.advance(86_401);
  expect(await store.records()).toEqual([]);
  const again = await charge(key);
  expect(again).toMatchObject({ status: 200, cached: 'false' });
  expect(again.json.id).not.toBe(first.json.id);
  expect(await countCharges()).toBe(2);
});
