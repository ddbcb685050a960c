'use strict';

const { MemoryStore, createStore } = require('onceonly');
const { atEnd } = require('./cleanups');
const { onEachExpress } = require('./express-versions');
const { startRedis } = require('./redis-server');

let starting;

/** The one redis-server of a test file. */
function sharedRedis() {
  starting ??= startRedis();
  return starting;
}

/** Defines the tests of `define(store)` on the embedded store and on Redis; `store()` gives the store inside a test. */
function onEachStore(define) {
  describe('on the embedded store', () => {
    const store = new MemoryStore();
    define(() => store);
  });
  describe('on Redis', () => {
    let store;
    beforeAll(async () => {
      store = createStore({ redis: (await sharedRedis()).url });
      atEnd(() => store.close());
    });
    define(() => store);
  });
}

/** Defines the tests of `define(express, store)` for each pair of Express version and store. */
function onEachSetup(define) {
  onEachExpress((express) => onEachStore((store) => define(express, store)));
}

module.exports = { onEachSetup, onEachStore, sharedRedis };
