'use strict';

const { IdempotencyHandler, StoreError, defineStore } = require('onceonly');

// The second attempt of a key whose first one was abandoned.
const OWN = { state: 'own', fence: 5, attempt: 2, isRecovery: true, leftMs: 60_000 };

const answered = (state) => () => ({ state });
const unreachable = () => {
  throw new StoreError('CONNECT_FAILED', 'refused', { retry: 'safe' });
};

const stores = [];
afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));

/** A store that answers as to the owner of a key, but for the verbs that are given; every verb is a mock. */
function mockStore(methods) {
  const verbs = {
    begin: () => OWN,
    complete: answered('stored'),
    renew: answered('renewed'),
    release: answered('released'),
    inspect: answered('absent'),
    remove: answered('running'),
    ...methods,
  };
  const mocks = Object.fromEntries(
    Object.entries(verbs).map(([name, verb]) => [name, jest.fn(verb)]),
  );
  const store = defineStore(mocks);
  stores.push(store);
  return { ...mocks, store };
}

/** A handler on a mock store, with the mocks; the store is closed at the end of the test. */
function handlerOn(methods, options) {
  const mocks = mockStore(methods);
  const { store } = mocks;
  return { ...mocks, handler: new IdempotencyHandler({ store, budgetMs: 100, ...options }) };
}

module.exports = { OWN, answered, handlerOn, mockStore, unreachable };
