'use strict';

const { MemoryStore, createStore, defineStore } = require('onceonly');

const { findFreePort } = require('../../helpers/free-port.js');
const { eachVerb } = require('../../helpers/verb-store.js');

const ready = { state: 'ready', lastError: null };
const closed = { state: 'closed', lastError: null };
const methods = eachVerb(() => ({ state: 'absent' }));

test('a store without a server is ready until it is closed', async () => {
  for (const store of [new MemoryStore(), defineStore(methods)]) {
    expect(store.status()).toEqual(ready);
    await store.close();
    expect(store.status()).toEqual(closed);
  }
});

test('a store in JavaScript may tell its own', async () => {
  const status = () => ({ state: 'down', lastError: 'NO_DISK' });
  const store = defineStore({ ...methods, status });
  expect(store.status()).toEqual(status());
  await store.close();
  expect(store.status()).toEqual(closed);
});

test('a Redis store is idle at first, then connecting, and says why it could not', async () => {
  const port = await findFreePort();
  const store = createStore({ redis: { port } });
  expect(store.status()).toEqual({ state: 'idle', lastError: null });
  const failing = store.check('k').catch((error) => error.code);
  expect(store.status().state).not.toBe('ready');
  expect(await failing).toBe('LOCK_FAILED');
  expect(store.status()).toEqual({ state: 'down', lastError: 'CONNECT_FAILED' });
  await store.close();
  expect(store.status()).toEqual(closed);
});
