'use strict';

const { IdempotencyHandler, MemoryStore } = require('onceonly');

const { GAUGES } = require('../../../lib/metrics/catalogue.js');
const { Stores } = require('../../../lib/metrics/gauges.js');
const { gate } = require('../../../lib/testing');
const { StoreError } = require('../../../lib/errors/store-error.js');
const { handlerOn } = require('../mock-handler.js');

function read(stores) {
  return Object.fromEntries(
    GAUGES.map((gauge) => [gauge.of, Object.fromEntries(stores.read(gauge))]),
  );
}

function storesOf(...all) {
  const stores = new Stores();
  stores.add(all);
  return stores;
}

describe('the gauges of a store', () => {
  test('count what runs and what waits', async () => {
    const store = new MemoryStore();
    const stores = storesOf(store);
    const handler = new IdempotencyHandler({ store, inProgress: 'wait' });
    const held = gate();
    const all = [handler.execute('k', {}, () => held.wait()), handler.execute('k', {}, () => 1)];
    await held.reached;
    expect(read(stores)).toEqual({
      up: { 'memory:idem': 1 },
      running: { 'memory:idem': 1 },
      waiting: { 'memory:idem': 1 },
      unstored: { 'memory:idem': 0 },
    });
    held.open(1);
    await Promise.all(all);
    expect(read(stores)).toMatchObject({
      running: { 'memory:idem': 0 },
      waiting: { 'memory:idem': 0 },
    });
  });

  test('of a kind and prefix are one, and other ones are their own', () => {
    const [one, other, third] = ['a', 'a', 'b'].map((prefix) => new MemoryStore({ prefix }));
    expect(read(storesOf(one, other, third, one)).up).toEqual({ 'memory:a': 1, 'memory:b': 1 });
  });

  test('of a store of a user say whether its last call was answered', async () => {
    let isBroken = true;
    const begin = () => {
      if (isBroken) throw new StoreError('CONNECT_FAILED', 'refused', { retry: 'no' });
      return undefined;
    };
    const { handler, store } = handlerOn({ begin });
    const stores = storesOf(store);
    const [name] = Object.keys(read(stores).up);
    expect(read(stores).up).toEqual({ [name]: 1 });
    await expect(handler.execute('k', {}, () => 1)).rejects.toMatchObject({ code: 'LOCK_FAILED' });
    expect(read(stores).up).toEqual({ [name]: 0 });
    isBroken = false;
  });

  test('say nothing of the reach of a store that is being closed, and still count its runs', async () => {
    const store = new MemoryStore();
    const stores = storesOf(store);
    const held = gate();
    const run = new IdempotencyHandler({ store }).execute('k', {}, () => held.wait());
    await held.reached;
    const closing = store.close({ drain: 10_000 });
    expect(read(stores)).toMatchObject({ up: {}, running: { 'memory:idem': 1 } });
    held.open(1);
    await Promise.all([run, closing]);
  });

  test('end with a store that is closed', async () => {
    const store = new MemoryStore();
    const stores = storesOf(store);
    await store.close();
    expect(read(stores)).toEqual({ up: {}, running: {}, waiting: {}, unstored: {} });
  });
});
