'use strict';

const { IdempotencyError, IdempotencyHandler } = require('onceonly');

const { onEveryStore, startOperation, withFreshKeys } = require('./every-store.js');

const PARAMS = { amount: 1200, currency: 'EUR' };
const OTHER_PARAMS = { amount: 1201, currency: 'EUR' };
const reused = expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED', status: 422 });
const inProgress = expect.objectContaining({ code: 'REQUEST_IN_PROGRESS', status: 409 });

onEveryStore((makeStore) => {
  let store;
  let key;
  withFreshKeys(makeStore, (fresh) => ({ store, key } = fresh));

  test('a key whose operation runs is in progress for the same params', async () => {
    const { executed, finish } = await startOperation(store, key, PARAMS);
    await expect(store.check(key, PARAMS)).rejects.toEqual(inProgress);
    await expect(store.check(key, OTHER_PARAMS)).rejects.toEqual(reused);
    finish('done');
    await executed;
    await expect(store.check(key, PARAMS)).resolves.toBe('done');
  });

  test('a stored error rejects as the error it was', async () => {
    const declined = Object.assign(new Error('no money'), { code: 'CARD_DECLINED', status: 402 });
    const handler = new IdempotencyHandler({ store });
    const run = () => handler.execute(key, PARAMS, () => Promise.reject(declined));
    await expect(run()).rejects.toBe(declined);
    await expect(store.check(key, PARAMS)).rejects.toMatchObject({
      message: 'no money',
      code: 'CARD_DECLINED',
      status: 402,
      cached: true,
    });
    await expect(store.check(key, PARAMS)).rejects.not.toBeInstanceOf(IdempotencyError);
  });

  test('a result that was not kept cannot be replayed', async () => {
    const handler = new IdempotencyHandler({ store, maxResultBytes: 3 });
    await handler.execute(key, PARAMS, () => 'longer than that');
    await expect(store.check(key, PARAMS)).rejects.toMatchObject({
      code: 'RESULT_NOT_REPLAYABLE',
    });
  });

  test('a key that its operation freed is unknown again', async () => {
    const handler = new IdempotencyHandler({ store });
    const busy = Object.assign(new Error('busy'), { status: 503 });
    await expect(handler.execute(key, PARAMS, () => Promise.reject(busy))).rejects.toBe(busy);
    await expect(store.check(key, PARAMS)).resolves.toBeNull();
    await expect(store.inspect(key)).resolves.toMatchObject({ state: 'freed', attempt: 1 });
  });
});
