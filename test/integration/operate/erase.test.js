'use strict';

const express = require('express');
const {
  IdempotencyHandler,
  RedisStore,
  MemoryStore,
  idempotency,
  idempotentRoute,
} = require('onceonly');

const { serve } = require('../../helpers/app.js');
const { atEnd } = require('../../helpers/cleanups.js');
const { startRedis } = require('../../helpers/redis-server.js');

const scope = (req) => req.get('X-User');

/** An app in both modes, whose requests carry the user in a header. */
function appOn(store) {
  return serve(express, (app) => {
    const execute = idempotency({ store, scope });
    app.post(
      '/pay',
      execute,
      idempotentRoute(() => ({ to: 'a customer' })),
    );
    app.post(
      '/orders/:id/pay',
      execute,
      idempotentRoute(() => ({ to: 'a customer' })),
    );
    const whole = idempotency({ store, scope, mode: 'response' });
    app.post('/signup', whole, (req, res) => res.status(201).json({ mail: 'a@example.org' }));
  });
}

async function send(client, path, user, key) {
  const { status } = await client.post(path, { key, headers: { 'X-User': user }, body: { a: 1 } });
  expect(status).toBeLessThan(300);
}

describe.each([
  ['in memory', async () => new MemoryStore()],
  ['on Redis', async () => new RedisStore({ redis: (await startRedis()).url })],
])('erase of a store %s', (_, makeStore) => {
  let store;
  let client;
  beforeEach(async () => {
    store = await makeStore();
    atEnd(() => store.close());
    client = await appOn(store);
  });

  const left = async () => (await store.list({ state: 'any' })).map(({ label }) => label).sort();

  test('removes the results of a customer and leaves those of others', async () => {
    await send(client, '/pay', 'ann', 'key-1');
    await send(client, '/signup', 'ann', 'key-2');
    await send(client, '/pay', 'bob', 'key-3');
    const options = { scope: 'ann', keys: ['key-1', 'key-2', 'key-3'] };
    const found = await store.erase(options);
    expect(found).toMatchObject({ dryRun: true, kept: [] });
    expect(found.found).toHaveLength(2);
    expect(found.doubtful).toHaveLength(1);
    await expect(left()).resolves.toHaveLength(3);
    const erased = await store.erase({ ...options, dryRun: false });
    expect(erased.found.map(({ id }) => id).sort()).toEqual(found.found.map(({ id }) => id).sort());
    await expect(left()).resolves.toEqual(['POST:/pay']);
    const [other] = await store.list({ state: 'any' });
    expect(erased.doubtful.map(({ id }) => id)).toEqual([other.id]);
  });

  test('tells two customers with the same key apart', async () => {
    await send(client, '/pay', 'ann', 'shared');
    await send(client, '/pay', 'bob', 'shared');
    const { found, doubtful } = await store.erase({
      scope: 'ann',
      keys: ['shared'],
      dryRun: false,
    });
    expect([found.length, doubtful.length]).toEqual([1, 1]);
    await send(client, '/pay', 'bob', 'shared');
    await expect(left()).resolves.toHaveLength(1);
  });

  test('needs the paths of routes with parameters', async () => {
    await send(client, '/orders/17/pay', 'ann', 'key-1');
    const options = { scope: 'ann', keys: ['key-1'], dryRun: false };
    await expect(store.erase(options)).resolves.toMatchObject({ found: [], doubtful: [{}] });
    const paths = ['/orders/16/pay', '/orders/17/pay'];
    await expect(store.erase({ ...options, paths })).resolves.toMatchObject({ found: [{}] });
    await expect(left()).resolves.toEqual([]);
  });

  test('finds what was executed without a route', async () => {
    await new IdempotencyHandler({ store }).execute('key-1', {}, () => 1, { scope: 'ann' });
    await store.erase({ scope: 'ann', keys: ['key-1'], dryRun: false });
    await expect(left()).resolves.toEqual([]);
  });

  test('keeps an attempt without a result', async () => {
    const handler = new IdempotencyHandler({ store, cacheErrors: () => 'silent' });
    const lost = () => Promise.reject(new Error('lost'));
    await handler.execute('key-1', {}, lost, { scope: 'ann' }).catch(() => {});
    const report = await store.erase({ scope: 'ann', keys: ['key-1'], dryRun: false });
    expect(report).toMatchObject({ found: [{}], kept: [{}] });
    await expect(left()).resolves.toHaveLength(1);
  });

  test.each([
    [{ scope: 'ann' }, 'ERR_ONCEONLY_OPTION_UNSET'],
    [{ keys: ['k'] }, 'ERR_ONCEONLY_OPTION_UNSET'],
    [{ scope: '', keys: ['k'] }, 'ERR_ONCEONLY_OPTION_VALUE'],
    [{ scope: 'ann', keys: 'k' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    [{ scope: 'ann', keys: [''] }, 'ERR_ONCEONLY_ARGUMENT'],
  ])('refuses %j', async (options, code) => {
    await expect(store.erase(options)).rejects.toMatchObject({ code });
  });
});
