'use strict';

const express = require('express');
const {
  IdempotencyHandler,
  MemoryStore,
  RedisStore,
  captureRawBody,
  createStore,
  defineStore,
  generateIdempotencyKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { testStore } = require('onceonly/testing');
const { internals } = require('../../lib/store/store.js');
const { serve, serveRoute } = require('../helpers/app');
const { atEnd } = require('../helpers/cleanups');
const { sharedRedis } = require('../helpers/each-store');

const RESULT_TTL_S = 3600;
const BODY = { amount: 100 };
const namesOf = ({ effectId, downstreamKey }) => ({ effectId, stripe: downstreamKey('stripe') });

/** Serves a route that answers with the names of its effect; gives a function that posts `body` to it. */
async function serveNames(options, app) {
  const route = idempotentRoute(async (req, context) => namesOf(context));
  const define = (each) => each.use(idempotency(options)).post('/run', route);
  const client = await serve(express, define, app);
  return async (body, { path = '/run', key = 'key-1', headers } = {}) =>
    (await client.post(path, { key, body, headers })).json;
}

/** The names that one request has in a store that has never heard of it. */
async function freshNames(options, { body = BODY, ...request } = {}, app = undefined) {
  const send = await serveNames({ store: testStore(), ...options }, app);
  return send(body, request);
}

describe('a key that is used again when its result has expired', () => {
  async function afterExpiry(options, first, second) {
    const store = testStore();
    const send = await serveNames({ store, resultTTL: RESULT_TTL_S, abandonedTTL: 1, ...options });
    const names = [await send(first)];
    store.advance(RESULT_TTL_S + 1);
    return [...names, await send(second)];
  }

  test.each([
    ['another body', {}],
    ['another body under a secret', { secret: 's' }],
  ])('is another effect with %s', async (_, options) => {
    const [first, second] = await afterExpiry(options, { amount: 100 }, { amount: 999 });
    expect(second.effectId).not.toBe(first.effectId);
    expect(second.stripe).not.toBe(first.stripe);
  });

  test('is the same effect with the same body', async () => {
    const [first, second] = await afterExpiry({}, { amount: 100, b: 1 }, { b: 1, amount: 100 });
    expect(second).toEqual(first);
  });

  test.each([
    ['a part of the body that does not count', { fingerprint: { exclude: ['at'] } }],
    ['any part of the body where none counts', { fingerprint: false }],
  ])('is the same effect with a change of %s', async (_, options) => {
    const [first, second] = await afterExpiry(options, { amount: 1, at: 1 }, { amount: 1, at: 2 });
    expect(second).toEqual(first);
  });
});

describe('the name of an effect', () => {
  test.each([
    ['body', { body: { amount: 101 } }],
    ['query', { path: '/run?a=1' }],
    ['key', { key: 'key-2' }],
  ])('is another one for another %s', async (_, request) => {
    const one = await freshNames({});
    const other = await freshNames({}, request);
    expect(other.effectId).not.toBe(one.effectId);
  });

  test('is another one for another header that counts', async () => {
    const options = { fingerprint: { headers: ['X-Version'] } };
    const of = (version) => freshNames(options, { headers: { 'X-Version': version } });
    expect((await of('1')).effectId).not.toBe((await of('2')).effectId);
  });

  test('is the same for every secret, and in every step of a change of it', async () => {
    const secrets = [undefined, [null, 'new'], ['new', null], 'new', ['new', 'old'], Buffer.of(1)];
    const names = [];
    for (const secret of secrets) names.push(await freshNames({ secret }));
    expect(new Set(names.map(({ effectId }) => effectId)).size).toBe(1);
  });

  test('is the same for a large body, which is hashed in the thread pool, under a secret', async () => {
    const app = { parsers: [express.json({ limit: '1mb' })] };
    const body = { text: 'x'.repeat(400_000) };
    const plain = await freshNames({}, { body }, app);
    expect(await freshNames({ secret: ['a', 'b'] }, { body }, app)).toEqual(plain);
    expect(plain).not.toEqual(await freshNames({}));
  });

  test('is the same for JSON as it was sent and as it was parsed', async () => {
    const parsers = [express.json({ verify: captureRawBody })];
    expect(await freshNames({}, {}, { parsers })).toEqual(await freshNames({}));
  });

  test('is the same where the operation runs unprotected', async () => {
    const store = testStore();
    store.fail('begin', 'CONNECT_FAILED');
    const send = await serveNames({ store, onStoreDown: 'open' });
    expect(await send(BODY)).toEqual(await freshNames({}));
  });

  test('is the same in response mode', async () => {
    const client = await serve(express, (app) => {
      app.use(idempotency({ mode: 'response', scope: false, store: testStore() }));
      app.post('/run', async (req, res) => {
        const { result } = await req.idempotency.execute(async (context) => namesOf(context));
        res.json(result);
      });
    });
    const { json } = await client.post('/run', { key: 'key-1', body: BODY });
    expect(json).toEqual(await freshNames({}));
  });
});

describe('the prefix of a store', () => {
  async function effectIn(store) {
    const handler = new IdempotencyHandler({ store });
    const { result } = await handler.execute('k', {}, ({ effectId }) => effectId);
    return result;
  }

  async function storesWith(prefix) {
    const redis = new RedisStore({ redis: (await sharedRedis()).url, prefix });
    const custom = defineStore(internals(new MemoryStore()).verbs, { prefix });
    const stores = [redis, custom, new MemoryStore({ prefix }), createStore({ prefix })];
    for (const store of stores) atEnd(() => store.close());
    return stores;
  }

  test('is a part of the name, alike in stores of every kind', async () => {
    const found = [];
    for (const prefix of ['a', 'b']) {
      const effects = new Set();
      for (const store of await storesWith(prefix)) effects.add(await effectIn(store));
      expect(effects.size).toBe(1);
      found.push(...effects);
    }
    expect(found[1]).not.toBe(found[0]);
  });

  test("is 'idem' where none is given", async () => {
    const effect = await effectIn(new MemoryStore({ prefix: 'idem' }));
    expect(await effectIn(new MemoryStore())).toBe(effect);
    expect(await effectIn(testStore())).toBe(effect);
  });

  test('has an embedded store of its own', async () => {
    const [one, other] = ['one', 'other'].map((prefix) => createStore({ prefix }));
    expect(createStore({ prefix: 'one' })).toBe(one);
    await one.store('k', 1);
    expect(await one.check('k')).toBe(1);
    expect(await other.check('k')).toBe(null);
  });
});

// The route with two downstreams of docs/guides/charging-money.md, with a gateway that keeps its keys for longer than results are kept.
test('a charge and its row exist once per request, however often its key is used', async () => {
  const store = testStore();
  const charges = new Map();
  const rows = new Map();
  const order = async (req, { effectId, downstreamKey }) => {
    const key = downstreamKey('stripe');
    if (!charges.has(key)) charges.set(key, { id: `ch_${charges.size + 1}`, ...req.body });
    if (!rows.has(effectId)) rows.set(effectId, charges.get(key).id);
    return charges.get(key);
  };
  const client = await serveRoute(express, { store, resultTTL: RESULT_TTL_S }, order);
  const key = generateIdempotencyKey();
  const send = async (amount) => (await client.post('/run', { key, body: { amount } })).json;
  expect(await send(100)).toEqual({ id: 'ch_1', amount: 100 });
  store.advance(RESULT_TTL_S + 1);
  expect(await send(999)).toEqual({ id: 'ch_2', amount: 999 });
  store.advance(RESULT_TTL_S + 1);
  expect(await send(100)).toEqual({ id: 'ch_1', amount: 100 });
  expect([...rows.values()]).toEqual(['ch_1', 'ch_2']);
  expect(charges.size).toBe(2);
});
