'use strict';

const { IdempotencyHandler, MemoryStore, RedisStore, generateIdempotencyKey } = require('onceonly');

const { sharedRedis } = require('../../helpers/each-store.js');
const { gatedOperation } = require('../../helpers/gate.js');
const { mapStore } = require('./map-store.js');

/** Defines the tests of `define(openStore)` on a store of every kind; `openStore()` opens one that its test file closes. */
function onEveryStore(define) {
  describe.each([
    ['the embedded store', () => new MemoryStore()],
    ['Redis', async () => new RedisStore({ redis: (await sharedRedis()).url })],
    ['a store in JavaScript', () => mapStore()],
  ])('on %s', (_, makeStore) => define(makeStore));
}

/** Opens one store for the tests around, and gives each of them a key of its own: calls `set({ store, key })`. */
function withFreshKeys(makeStore, set) {
  let store;
  beforeAll(async () => {
    store = await makeStore();
  });
  afterAll(() => store.close());
  beforeEach(() => set({ store, key: generateIdempotencyKey() }));
}

/** Starts an operation under a key; it runs until `finish(value)`. */
async function startOperation(store, key, params) {
  const operation = gatedOperation();
  const executed = new IdempotencyHandler({ store }).execute(key, params, operation.run);
  await operation.begun;
  return { executed, finish: operation.finish };
}

module.exports = { onEveryStore, startOperation, withFreshKeys };
