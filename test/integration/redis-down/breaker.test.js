'use strict';

const express = require('express');
const { generateIdempotencyKey: newKey } = require('onceonly');

const { internals } = require('../../../lib/store/store.js');
const { serveRoute } = require('../../helpers/app');
const { gatedOperation } = require('../../helpers/gate');
const { redisBehindProxy } = require('../../helpers/redis-behind-proxy');
const { until } = require('../../helpers/until');

const link = redisBehindProxy();

const newRequest = () => ({ key: newKey(), body: {} });
const isDown = (store) => () => store.status().state === 'down';

/** Makes Redis unreachable and lets requests find out. */
async function goDown(store) {
  link.proxy.cut();
  await until(async () => {
    await store.check('anything').catch(() => {});
    return isDown(store)();
  }, 'the store knows that Redis is down');
}

async function expectRun(client, sent = newRequest()) {
  const answer = await until(async () => {
    const each = await client.post('/run', sent);
    return each.status === 200 && each;
  }, 'the store is back');
  return answer;
}

test('a request sends nothing while Redis is known to be down, and runs when it is back', async () => {
  const store = link.openStore();
  const operation = jest.fn(async () => 'ran');
  const client = await serveRoute(express, { store }, operation);
  await expectRun(client);
  operation.mockClear();
  await goDown(store);
  const error = await store.check('anything').catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'LOCK_FAILED', retryable: true });
  expect(error.cause).toMatchObject({ code: 'BREAKER_OPEN', retry: 'no' });
  expect(error.cause.cause).toMatchObject({ code: 'CONNECT_FAILED' });
  expect(await client.post('/run', newRequest())).toMatchObject({
    status: 503,
    error: 'LOCK_FAILED',
  });
  expect(operation).not.toHaveBeenCalled();
  link.proxy.mend();
  await until(() => store.status().state === 'ready', 'the store has found Redis by itself');
  expect(store.status().lastError).toBeNull();
  expect(await client.post('/run', newRequest())).toMatchObject({ status: 200, cached: false });
});

test('a black hole is found out as well', async () => {
  const store = link.openStore({ connectTimeoutMs: 300, commandTimeoutMs: 300 });
  await store.check('anything');
  link.redis.pause();
  await until(async () => {
    await store.check('anything').catch(() => {});
    return isDown(store)();
  }, 'the store knows that Redis is down').finally(() => link.redis.resume());
  expect(
    await until(
      () =>
        store.check('anything').then(
          () => true,
          () => false,
        ),
      'back',
    ),
  ).toBe(true);
});

test('an operation that ends while Redis is known to be down is stored when Redis is back', async () => {
  const store = link.openStore();
  const { run, begun, finish } = gatedOperation();
  const client = await serveRoute(express, { store }, run);
  const sent = newRequest();
  const answering = client.post('/run', sent);
  await begun;
  await goDown(store);
  finish('charged');
  const answer = await answering;
  expect(answer).toMatchObject({ status: 200, json: 'charged' });
  expect(answer.headers['idempotency-status']).toBe('not-stored');
  expect(await client.post('/run', sent)).toMatchObject({ status: 503 });
  link.proxy.mend();
  expect(await expectRun(client, sent)).toMatchObject({ cached: true, json: 'charged' });
  expect(run).toHaveBeenCalledTimes(1);
});

test('a result waits for Redis though it is known to be down', async () => {
  const store = link.openStore();
  const { run, begun, finish } = gatedOperation();
  const client = await serveRoute(express, { store }, run);
  const answering = client.post('/run', newRequest());
  await begun;
  await goDown(store);
  finish('charged');
  link.proxy.mend();
  const answer = await answering;
  expect(answer).toMatchObject({ status: 200, json: 'charged' });
  expect(answer.headers).not.toHaveProperty('idempotency-status');
});

test('more commands than may wait are refused with a code', async () => {
  const store = link.openStore({ commandTimeoutMs: 60_000 });
  await store.check('anything');
  link.redis.pause();
  const { verbs } = internals(store);
  const call = { id: 'x'.repeat(43), withPayload: false, timeoutMs: 60_000 };
  const waiting = Array.from({ length: 10_000 }, () => verbs.inspect(call));
  await expect(verbs.inspect(call)).rejects.toMatchObject({ code: 'QUEUE_FULL', retry: 'safe' });
  await expect(store.check('anything')).rejects.toMatchObject({ code: 'LOCK_FAILED', status: 503 });
  link.redis.resume();
  await Promise.all(waiting);
  expect(await store.check('anything')).toBeNull();
});
