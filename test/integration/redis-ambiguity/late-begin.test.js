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

/** Others take a claim for late 100 ms after its time, because a clock may be set back meanwhile. */
function slackIsOver() {
  const since = performance.now();
  return until(() => performance.now() - since > 150, 'the time of the claim is over');
}

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
    proxy.asked = [];
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: false });
    expect(proxy.asked).toEqual(['SET', 'TIME', 'EVALSHA']);
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: true });
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('a begin that arrives after its 503 owns nothing', async () => {
    const { client, operation } = await serveOn({ budgetMs: 300 });
    const sent = newRequest();
    proxy.holdBack();
    expect(await client.post('/run', sent)).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
    expect(proxy.held).toBeGreaterThan(0);
    await slackIsOver();
    proxy.letGo();
    await until(() => proxy.replies.includes('$-1'), 'Redis has made the claim');
    expect(operation).not.toHaveBeenCalled();
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: false });
    expect(operation.mock.calls[0][1]).toMatchObject({ attempt: 1, isRecovery: false });
  });
});

test('a claim that came too late holds up no request, though it is never taken back', async () => {
  const { client, operation } = await serveOn({ budgetMs: 300 });
  const sent = newRequest();
  proxy.holdBack();
  expect(await client.post('/run', sent)).toMatchObject({ status: 503 });
  await slackIsOver();
  proxy.letGoAlone();
  await until(async () => (await redis.command('DBSIZE')) === 1, 'the claim is made');
  const other = createStore({ redis: redis.url });
  atEnd(() => other.close());
  const direct = await serveRoute(express, { store: other }, operation);
  expect(await direct.post('/run', sent)).toMatchObject({ status: 200, cached: false });
  expect(operation.mock.calls[0][1]).toMatchObject({ attempt: 1, isRecovery: false });
});

test.each([
  ['forward', 10_000],
  ['back', -10_000],
])('a clock that jumps %s on an open connection costs no run', async (_, shiftMs) => {
  const { client, operation } = await serveOn();
  proxy.shiftMs = shiftMs;
  expect(await client.post('/run', newRequest())).toMatchObject({ status: 200, cached: false });
  expect(await client.post('/run', newRequest())).toMatchObject({ status: 200, cached: false });
  expect(operation).toHaveBeenCalledTimes(2);
});
