'use strict';

const { performance } = require('node:perf_hooks');
const { setTimeout: wait } = require('node:timers/promises');

const { MemoryStore, RedisStore } = require('../../../lib');
const { mapStore } = require('../../js/store/map-store');

const BEGIN_MS = 2;
const SETTLE_MS = 20;
const INTERNALS = Symbol.for('onceonly.store.1');

/** A store that takes its time, as one over a slow network does. */
function slowStore() {
  const store = mapStore();
  const { verbs } = store[INTERNALS];
  for (const [name, ms] of [
    ['begin', BEGIN_MS],
    ['complete', SETTLE_MS],
    ['release', SETTLE_MS],
  ]) {
    const call = verbs[name].bind(verbs);
    verbs[name] = (given) => wait(ms).then(() => call(given));
  }
  return store;
}

/** Notes what a store is told for the requests of one run: `watcher.asked()` and
 * `watcher.answered(verb, call, answer, ms)`. */
function watched(store, hub) {
  const { verbs } = store[INTERNALS];
  for (const name of ['begin', 'complete', 'release']) {
    const call = verbs[name].bind(verbs);
    verbs[name] = (given) => {
      const { watcher } = hub;
      watcher?.asked();
      const askedAt = performance.now();
      const answered = (answer) => {
        watcher?.answered(name, given, answer, performance.now() - askedAt);
        return answer;
      };
      const answer = call(given);
      if (typeof answer?.then !== 'function') return answered(answer);
      return answer.then(answered, (error) => {
        watcher?.answered(name, given, { state: 'failed' }, performance.now() - askedAt);
        throw error;
      });
    };
  }
  return store;
}

/** The stores of a process, by name. Who sets `hub.watcher` hears of their calls. */
function openStores(redis, hub) {
  const stores = { memory: new MemoryStore(), slow: slowStore(), redis: new RedisStore({ redis }) };
  for (const store of Object.values(stores)) watched(store, hub);
  return stores;
}

module.exports = { openStores };
