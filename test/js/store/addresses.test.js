'use strict';

const { onEveryStore, withFreshKeys } = require('./every-store.js');

const PARAMS = { amount: 1200, currency: 'EUR' };

onEveryStore((makeStore) => {
  let store;
  let key;
  withFreshKeys(makeStore, (fresh) => ({ store, key } = fresh));

  test('a key, the same key as an object, and its id are one address', async () => {
    await store.store(key, 'value', PARAMS);
    const { id } = await store.inspect(key);
    for (const address of [key, { key }, { key, method: undefined, scope: '' }, { id }]) {
      await expect(store.check(address, PARAMS)).resolves.toBe('value');
    }
  });

  test('method, path and scope tell addresses apart', async () => {
    const full = { key, method: 'POST', path: '/pay', scope: 'tenant' };
    await store.store(full, 'value', PARAMS);
    const same = { key, method: 'post', path: '/pay/?a=1', scope: 'tenant' };
    await expect(store.check(same, PARAMS)).resolves.toBe('value');
    for (const change of [{ method: 'PUT' }, { path: '/' }, { scope: '' }, { key: `${key}x` }]) {
      await expect(store.check({ ...full, ...change }, PARAMS)).resolves.toBeNull();
    }
  });

  test.each([
    [undefined],
    [null],
    [7],
    [''],
    ['k'.repeat(256)],
    [{}],
    [{ key: '' }],
    [{ key: 'k', path: 1 }],
    [{ key: 'k', scope: null }],
    [{ id: 'short' }],
    [{ id: null }],
  ])('%p is a TypeError', async (address) => {
    await expect(store.check(address)).rejects.toThrow(TypeError);
    await expect(store.store(address, 1)).rejects.toThrow(TypeError);
    await expect(store.inspect(address)).rejects.toThrow(TypeError);
    await expect(store.remove(address)).rejects.toThrow(TypeError);
  });
});
