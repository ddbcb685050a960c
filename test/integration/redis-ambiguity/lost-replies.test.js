'use strict';

const express = require('express');
const { generateIdempotencyKey: newKey } = require('onceonly');

const { serveRoute } = require('../../helpers/app');
const { gatedOperation } = require('../../helpers/gate');
const { redisBehindProxy } = require('../../helpers/redis-behind-proxy');
const { until } = require('../../helpers/until');

const link = redisBehindProxy();

beforeEach(async () => {
  await link.redis.command('FLUSHALL');
});

async function serveOn(operation, options) {
  const store = link.openStore();
  // The handshake must be over: only replies to verbs are to be lost.
  await store.check('connects');
  return serveRoute(express, { store, ...options }, operation);
}

/** From now on the first reply is lost with its connection; resolves when it is, with the way open again. */
async function loseOneReply() {
  let lost = 0;
  link.proxy.cutWhen((text, direction) => direction === 'reply' && lost++ === 0);
  await until(() => lost > 0, 'a reply is lost');
  link.proxy.mend();
}

const newRequest = () => ({ key: newKey(), body: {} });

test('a begin whose reply is lost is told that it owns the key, and runs once', async () => {
  const operation = jest.fn(async (req, { attempt }) => ({ attempt }));
  const client = await serveOn(operation);
  const sent = newRequest();
  const losing = loseOneReply();
  const answering = client.post('/run', sent);
  await losing;
  expect(await answering).toMatchObject({ status: 200, cached: false, json: { attempt: 1 } });
  expect(await client.post('/run', sent)).toMatchObject({ cached: true, json: { attempt: 1 } });
  expect(operation).toHaveBeenCalledTimes(1);
});

test('a complete whose reply is lost is recognised, and its result is stored once', async () => {
  const { run, begun, finish } = gatedOperation();
  const client = await serveOn(run);
  const sent = newRequest();
  const answering = client.post('/run', sent);
  await begun;
  const losing = loseOneReply();
  finish('charged');
  await losing;
  const answer = await answering;
  expect(answer).toMatchObject({ status: 200, cached: false, json: 'charged' });
  expect(answer.headers).not.toHaveProperty('idempotency-status');
  expect(await client.post('/run', sent)).toMatchObject({ cached: true, json: 'charged' });
  expect(run).toHaveBeenCalledTimes(1);
});

test('a release whose reply is lost frees the key once', async () => {
  const attempts = [];
  const { run, begun, finish } = gatedOperation();
  const client = await serveOn(async (req, { attempt }) => {
    attempts.push(attempt);
    if (attempt > 1) return 'charged';
    await run();
    throw Object.assign(new Error('try again'), { status: 503 });
  });
  const sent = newRequest();
  const answering = client.post('/run', sent);
  await begun;
  const losing = loseOneReply();
  finish();
  await losing;
  expect((await answering).status).toBe(503);
  expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: false });
  expect(attempts).toEqual([1, 2]);
});

test('a renewal whose reply is lost costs the owner nothing', async () => {
  const { run, begun, finish } = gatedOperation();
  let signal;
  const client = await serveOn(
    (req, context) => {
      signal = context.signal;
      return run();
    },
    { lockTTL: 3 },
  );
  const sent = newRequest();
  const answering = client.post('/run', sent);
  await begun;
  await loseOneReply();
  const renewals = await renewalsOf();
  await until(async () => (await renewalsOf()) > renewals, 'the lease is renewed again');
  expect(signal.aborted).toBe(false);
  finish('charged');
  expect(await answering).toMatchObject({ status: 200, json: 'charged' });
  expect(await client.post('/run', sent)).toMatchObject({ cached: true });
});

/** How often the one record was written anew. */
async function renewalsOf() {
  const [name] = await link.redis.command('KEYS', 'idem:result:*');
  return Number((await link.redis.command('GET', name)).split('|')[2]);
}

test('a begin that ran and whose reply never came is undone in the background', async () => {
  const operation = jest.fn(async () => 'charged');
  const client = await serveOn(operation, { budgetMs: 300 });
  const sent = newRequest();
  link.proxy.cutWhen((text, direction) => direction === 'reply');
  expect(await client.post('/run', sent)).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
  expect(await link.redis.command('KEYS', 'idem:result:*')).toHaveLength(1);
  link.proxy.mend();
  await until(async () => (await link.redis.command('DBSIZE')) === 0, 'the begin is undone');
  expect(operation).not.toHaveBeenCalled();
  expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: false });
  expect(operation).toHaveBeenCalledTimes(1);
});
