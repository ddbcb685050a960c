'use strict';

const { onEveryStore, startOperation, withFreshKeys } = require('./every-store.js');

const PARAMS = { amount: 1200, currency: 'EUR' };
const OTHER_PARAMS = { amount: 1201, currency: 'EUR' };
const inProgress = expect.objectContaining({ code: 'REQUEST_IN_PROGRESS', status: 409 });

onEveryStore((makeStore) => {
  let store;
  let key;
  withFreshKeys(makeStore, (fresh) => ({ store, key } = fresh));

  test('an unknown key is null and nothing is removed', async () => {
    await expect(store.inspect(key)).resolves.toBeNull();
    await expect(store.remove(key)).resolves.toBe(false);
  });

  test('a value has exactly these members', async () => {
    const before = Date.now();
    await store.store(key, 'value', PARAMS, { ttl: 60 });
    const seen = await store.inspect(key);
    expect(seen).toEqual({
      state: 'done',
      kind: 'value',
      attempt: 1,
      fence: 0,
      createdAt: expect.any(Date),
      age: expect.any(Number),
      expiresIn: expect.any(Number),
      leaseLeft: null,
      label: '',
      id: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      bytes: '"value"'.length + 1,
    });
    expect(seen.expiresIn).toBeGreaterThan(0);
    expect(seen.expiresIn).toBeLessThanOrEqual(60);
    expect(Math.abs(seen.createdAt - before)).toBeLessThan(60_000);
  });

  test('a running operation has exactly these members', async () => {
    const { executed, finish } = await startOperation(store, key, PARAMS);
    const seen = await store.inspect(key);
    finish();
    await executed;
    expect(seen).toEqual({
      state: 'running',
      kind: null,
      attempt: 1,
      fence: expect.any(Number),
      createdAt: expect.any(Date),
      age: expect.any(Number),
      expiresIn: expect.any(Number),
      leaseLeft: expect.any(Number),
      label: '',
      id: expect.any(String),
      bytes: 0,
    });
    expect(seen.leaseLeft).toBeLessThanOrEqual(60);
    expect(seen.expiresIn).toBeGreaterThan(seen.leaseLeft);
  });

  test('a removed value is unknown', async () => {
    await store.store(key, 'value', PARAMS);
    await expect(store.remove(key)).resolves.toBe(true);
    await expect(store.check(key, PARAMS)).resolves.toBeNull();
    await expect(store.remove(key)).resolves.toBe(false);
    await expect(store.store(key, 'other', OTHER_PARAMS)).resolves.toBe(true);
  });

  test('a running operation is removed by force only, and its result is not stored', async () => {
    const { executed, finish } = await startOperation(store, key, PARAMS);
    await expect(store.remove(key)).rejects.toEqual(inProgress);
    await expect(store.remove(key, { force: true })).resolves.toBe(true);
    await expect(store.inspect(key)).resolves.toBeNull();
    finish('late');
    await expect(executed).resolves.toEqual({
      result: 'late',
      cached: false,
      status: 'not-stored',
    });
    await expect(store.check(key, PARAMS)).resolves.toBeNull();
  });
});
