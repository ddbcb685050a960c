'use strict';

const { IdempotencyHandler, generateIdempotencyKey } = require('onceonly');

const { until } = require('../../../helpers/until.js');
const { eachVerb, storeOfVerbs } = require('../../../helpers/verb-store.js');
const { onEveryStore, startOperation, withFreshKeys } = require('../every-store.js');

const changed = expect.objectContaining({ code: 'ATTEMPT_CHANGED', status: 409, retryable: false });

const guardOf = ({ attempt, fence, state }) => ({ attempt, fence, state });

onEveryStore((makeStore) => {
  let store;
  let key;
  withFreshKeys(makeStore, (fresh) => ({ store, key } = fresh));

  /** An attempt whose outcome nobody knows; gives what an operator sees of it. */
  async function abandon() {
    const handler = new IdempotencyHandler({ store, lockTTL: 0.3, cacheErrors: () => 'silent' });
    const operation = () => Promise.reject(new Error('lost'));
    await expect(handler.execute(key, {}, operation)).rejects.toThrow('lost');
    const isUnknown = async () => (await store.inspect(key)).state === 'unknown';
    await until(isUnknown, 'its lease is over');
    return store.inspect(key);
  }

  test('the attempt that was seen is settled, and removed', async () => {
    const guard = guardOf(await abandon());
    await expect(store.resolve(key, { result: 1 }, guard)).resolves.toBe(true);
    await expect(store.remove(key, guardOf(await store.inspect(key)))).resolves.toBe(true);
    await expect(store.inspect(key)).resolves.toBeNull();
  });

  test('a takeover after the look wins over the operator', async () => {
    const guard = guardOf(await abandon());
    const { executed, finish } = await startOperation(store, key, {});
    for (const part of [guard, { attempt: guard.attempt }, { fence: guard.fence }]) {
      await expect(store.resolve(key, { result: 'of the operator' }, part)).rejects.toEqual(
        changed,
      );
      await expect(store.remove(key, { force: true, ...part })).rejects.toEqual(changed);
    }
    await expect(store.resolve(key, { free: true }, guard)).rejects.toThrow(
      'it is of attempt 2, without a result.',
    );
    finish('of the takeover');
    await expect(executed).resolves.toEqual({ result: 'of the takeover', cached: false });
    await expect(store.check(key, {})).resolves.toBe('of the takeover');
  });

  test('a result that comes after the look is not removed', async () => {
    const { executed, finish } = await startOperation(store, key, {});
    const guard = guardOf(await store.inspect(key));
    finish('late');
    await executed;
    await expect(store.remove(key, { force: true, ...guard })).rejects.toThrow('with a result');
    await expect(store.resolve(key, { free: true }, guard)).rejects.toEqual(changed);
    await expect(store.check(key, {})).resolves.toBe('late');
  });

  test('a key that began anew with attempt 1 is told from the one that was seen by its fence', async () => {
    const { attempt, fence } = await abandon();
    await store.remove(key, { force: true });
    expect((await abandon()).attempt).toBe(attempt);
    await expect(store.resolve(key, { free: true }, { attempt, fence })).rejects.toEqual(changed);
    await expect(store.inspect(key)).resolves.toMatchObject({ state: 'unknown' });
  });

  test('of races between an operator and a retry each has one winner', async () => {
    const races = Array.from({ length: 8 }, async () => {
      const own = generateIdempotencyKey();
      const handler = new IdempotencyHandler({ store, lockTTL: 0.3, cacheErrors: () => 'silent' });
      await handler.execute(own, {}, () => Promise.reject(new Error('lost'))).catch(() => {});
      const isUnknown = async () => (await store.inspect(own)).state === 'unknown';
      await until(isUnknown, 'its lease is over');
      const guard = guardOf(await store.inspect(own));
      const run = jest.fn(() => 'of the retry');
      const [settled, retried] = await Promise.allSettled([
        store.resolve(own, { result: 'of the operator' }, guard),
        new IdempotencyHandler({ store }).execute(own, {}, run),
      ]);
      const isSettled = settled.status === 'fulfilled';
      if (!isSettled) expect(settled.reason).toEqual(changed);
      expect(run).toHaveBeenCalledTimes(isSettled ? 0 : 1);
      const result = isSettled ? 'of the operator' : 'of the retry';
      expect(retried.value).toEqual({ result, cached: isSettled });
      await expect(store.check(own, {})).resolves.toBe(result);
    });
    await Promise.all(races);
  });

  test('there is nothing to compare where there is no record', async () => {
    const guard = { attempt: 1, fence: 1, state: 'unknown' };
    await expect(store.resolve(key, { free: true }, guard)).resolves.toBe(false);
    await expect(store.remove(key, guard)).resolves.toBe(false);
  });

  test.each([
    [{ attempt: 0 }, 'ERR_ONCEONLY_OPTION_RANGE'],
    [{ attempt: '1' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    [{ fence: -1 }, 'ERR_ONCEONLY_OPTION_RANGE'],
    [{ state: 'absent' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    [{ attempts: 1 }, 'ERR_ONCEONLY_OPTION_UNKNOWN'],
  ])('%j is refused', async (guard, code) => {
    await expect(store.resolve(key, { free: true }, guard)).rejects.toMatchObject({ code });
    await expect(store.remove(key, guard)).rejects.toMatchObject({ code });
  });
});

test('a store of the six verbs takes no guard, and is not asked', async () => {
  const verb = jest.fn(() => ({ state: 'resolved' }));
  const store = storeOfVerbs({ ...eachVerb(verb), resolve: verb });
  const refused = expect.objectContaining({ code: 'ERR_ONCEONLY_STORE_METHOD' });
  await expect(store.resolve('key', { free: true }, { attempt: 1 })).rejects.toEqual(refused);
  await expect(store.remove('key', { fence: 1 })).rejects.toEqual(refused);
  expect(verb).not.toHaveBeenCalled();
  await store.close();
});
