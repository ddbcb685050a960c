'use strict';

const express = require('express');
const { createStore, generateIdempotencyKey: newKey } = require('onceonly');

const { serveRoute } = require('../../helpers/app');
const { atEnd } = require('../../helpers/cleanups');
const { startRedis } = require('../../helpers/redis-server');
const { until } = require('../../helpers/until');
const { startRespProxy } = require('../redis-answers/resp-proxy');

let redis;
let proxy;

beforeAll(async () => {
  redis = await startRedis();
});

beforeEach(async () => {
  await redis.command('FLUSHALL');
  proxy = await startRespProxy(redis.port);
});

async function serveOn(options) {
  const store = createStore({ redis: proxy.url });
  atEnd(() => store.close());
  await store.check('connects');
  const operation = jest.fn(async () => 'charged');
  return { operation, client: await serveRoute(express, { store, ...options }, operation) };
}

const newRequest = () => ({ key: newKey(), body: {} });
const repliedLate = () => proxy.replies.split('\r\nLATE\r\n').length - 1;

// What Redis says of its clock and what it is told in its time are moved on the way, so that it is ahead or behind.
describe.each([
  ['10 s ahead', 10_000],
  ['10 s behind', -10_000],
  ['right', 0],
])('with the clock of Redis %s', (_, shiftMs) => {
  beforeEach(() => {
    proxy.shiftMs = shiftMs;
  });

  test('a begin in time owns its key at the first try', async () => {
    const { client, operation } = await serveOn();
    const sent = newRequest();
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: false });
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: true });
    expect(operation).toHaveBeenCalledTimes(1);
    expect(repliedLate()).toBe(0);
  });

  test('a begin that arrives after its 503 refuses itself', async () => {
    const { client, operation } = await serveOn({ budgetMs: 300 });
    const sent = newRequest();
    proxy.holdBack();
    expect(await client.post('/run', sent)).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
    expect(proxy.held).toBeGreaterThan(0);
    proxy.letGo();
    await until(() => repliedLate() > 0, 'Redis has seen the begin');
    expect(proxy.replies).not.toContain('\r\nOWN\r\n');
    expect(await redis.command('KEYS', 'idem:lock:*')).toEqual([]);
    expect(operation).not.toHaveBeenCalled();
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: false });
  });
});

test.each([
  ['forward', 10_000, 1],
  ['back', -10_000, 0],
])('a clock that jumps %s on an open connection costs no run', async (_, shiftMs, late) => {
  const { client, operation } = await serveOn();
  proxy.shiftMs = shiftMs;
  expect(await client.post('/run', newRequest())).toMatchObject({ status: 200, cached: false });
  expect(await client.post('/run', newRequest())).toMatchObject({ status: 200, cached: false });
  expect(operation).toHaveBeenCalledTimes(2);
  expect(repliedLate()).toBe(late);
});
