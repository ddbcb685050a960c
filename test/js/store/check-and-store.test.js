'use strict';

const { until } = require('../../helpers/until.js');
const { onEveryStore, withFreshKeys } = require('./every-store.js');

const PARAMS = { amount: 1200, currency: 'EUR' };
const SAME_PARAMS = { currency: 'EUR', amount: 1200 };
const OTHER_PARAMS = { amount: 1201, currency: 'EUR' };
const reused = expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED', status: 422 });

onEveryStore((makeStore) => {
  let store;
  let key;
  withFreshKeys(makeStore, (fresh) => ({ store, key } = fresh));

  test('an unknown key is null', async () => {
    await expect(store.check(key, PARAMS)).resolves.toBeNull();
  });

  test('the same params give the stored value, in any order of members', async () => {
    await expect(store.store(key, { taskId: 7 }, PARAMS)).resolves.toBe(true);
    await expect(store.check(key, PARAMS)).resolves.toEqual({ taskId: 7 });
    await expect(store.check(key, SAME_PARAMS)).resolves.toEqual({ taskId: 7 });
  });

  test('params that are hashed in the thread pool count to their last character', async () => {
    const large = (last) => ({ text: 'x'.repeat(400_000) + last });
    await expect(store.store(key, 'value', large('a'))).resolves.toBe(true);
    await expect(store.check(key, large('a'))).resolves.toBe('value');
    await expect(store.check(key, large('b'))).rejects.toEqual(reused);
  });

  test('other params are refused by both', async () => {
    await store.store(key, 'value', PARAMS);
    for (const params of [OTHER_PARAMS, undefined, null, [], {}, Buffer.from('x')]) {
      await expect(store.check(key, params)).rejects.toEqual(reused);
      await expect(store.store(key, 'other', params)).rejects.toEqual(reused);
    }
    await expect(store.check(key, PARAMS)).resolves.toBe('value');
  });

  test('other params are refused with 409 where that is asked for', async () => {
    const conflict = expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED', status: 409 });
    await store.store(key, 'value', PARAMS, { mismatchStatus: 409 });
    const options = { mismatchStatus: 409 };
    await expect(store.check(key, OTHER_PARAMS, options)).rejects.toEqual(conflict);
    await expect(store.store(key, 'other', OTHER_PARAMS, options)).rejects.toEqual(conflict);
    for (const mismatchStatus of [400, '409', null]) {
      await expect(store.check(key, PARAMS, { mismatchStatus })).rejects.toThrow(TypeError);
      await expect(store.store(key, 1, PARAMS, { mismatchStatus })).rejects.toThrow(TypeError);
    }
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'text'],
    ['a number', 0],
    ['bytes', Buffer.from([0, 255])],
  ])('params may be %s', async (_, params) => {
    await store.store(key, 'value', params);
    await expect(store.check(key, params)).resolves.toBe('value');
    await expect(store.check(key, PARAMS)).rejects.toEqual(reused);
  });

  test.each([[0], [''], [false], [[]], [{ nested: [null] }], [Buffer.from([0, 10, 255])]])(
    'the value %p comes back as it was',
    async (value) => {
      await store.store(key, value, PARAMS);
      await expect(store.check(key, PARAMS)).resolves.toEqual(value);
    },
  );

  test('a value that was stored is not stored again', async () => {
    await expect(store.store(key, 'first', PARAMS)).resolves.toBe(true);
    await expect(store.store(key, 'second', PARAMS)).resolves.toBe(false);
    await expect(store.check(key, PARAMS)).resolves.toBe('first');
  });

  test('exactly one of 50 concurrent calls stores its value', async () => {
    const calls = Array.from({ length: 50 }, (_, i) => store.store(key, { by: i }, PARAMS));
    const answers = await Promise.all(calls);
    expect(answers.filter(Boolean)).toEqual([true]);
    await expect(store.check(key, PARAMS)).resolves.toEqual({ by: answers.indexOf(true) });
  });

  test('a value that a caller changes is not changed in the store', async () => {
    await store.store(key, Buffer.from('abc'), PARAMS);
    const first = await store.check(key, PARAMS);
    first.fill(0);
    await expect(store.check(key, PARAMS)).resolves.toEqual(Buffer.from('abc'));
  });

  test.each([[null], [undefined], [() => 1], [1n], [Symbol('s')]])(
    '%p cannot be stored',
    async (value) => {
      await expect(store.store(key, value, PARAMS)).rejects.toThrow(TypeError);
      await expect(store.check(key, PARAMS)).resolves.toBeNull();
    },
  );

  test.each([[() => 1], [Symbol('s')]])('%p cannot be params', async (params) => {
    await expect(store.store(key, 1, params)).rejects.toThrow(TypeError);
    await expect(store.check(key, params)).rejects.toThrow(TypeError);
  });

  test('a value is forgotten when its own ttl is over', async () => {
    await store.store(key, 'short', PARAMS, { ttl: 0.05 });
    const { expiresIn } = (await store.inspect(key)) ?? { expiresIn: 0 };
    expect(expiresIn).toBeLessThanOrEqual(0.05);
    await until(async () => (await store.check(key, PARAMS)) === null, 'the value is forgotten');
    await expect(store.store(key, 'again', PARAMS)).resolves.toBe(true);
  });

  test.each([['60'], [0], [-1], [NaN], [null], [366 * 86_400 + 1]])(
    'a ttl of %p is refused',
    async (ttl) => {
      const stored = store.store(key, 1, PARAMS, { ttl });
      await expect(stored).rejects.toThrow(/`ttl`/);
      await expect(store.check(key, PARAMS)).resolves.toBeNull();
    },
  );
});
