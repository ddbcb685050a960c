'use strict';

const { MemoryStore, RedisStore } = require('onceonly');

const { sharedRedis } = require('../../helpers/each-store.js');
const { mapStore } = require('./map-store.js');

/** Defines the tests of `define(openStore)` on a store of every kind; `openStore()` opens one that its test file closes. */
function onEveryStore(define) {
  describe.each([
    ['the embedded store', () => new MemoryStore()],
    ['Redis', async () => new RedisStore({ redis: (await sharedRedis()).url })],
    ['a store in JavaScript', () => mapStore()],
  ])('on %s', (_, makeStore) => define(makeStore));
}

module.exports = { onEveryStore };
