'use strict';

const { MemoryStore, createStore } = require('onceonly');
const { atEnd } = require('./cleanups');
const { onEachExpress } = require('./express-versions');
const { patient } = require('./patience');
const { startRedis } = require('./redis-server');

// The default, unless the place is slow.
const COMMAND_TIMEOUT_MS = patient(1000);

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
      store = createStore({
        redis: (await sharedRedis()).url,
        commandTimeoutMs: COMMAND_TIMEOUT_MS,
      });
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
