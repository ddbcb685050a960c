'use strict';

const { IdempotencyHandler, generateIdempotencyKey } = require('onceonly');

const { onEveryStore } = require('./every-store.js');

const PARAMS = { amount: 1200, currency: 'EUR' };
const lockFailed = expect.objectContaining({ code: 'LOCK_FAILED', status: 503 });

onEveryStore((makeStore) => {
  test('after close every call is LOCK_FAILED, and close may be called again', async () => {
    const closed = await makeStore();
    const key = generateIdempotencyKey();
    await closed.close();
    await closed.close();
    await expect(closed.check(key, PARAMS)).rejects.toEqual(lockFailed);
    await expect(closed.store(key, 1, PARAMS)).rejects.toEqual(lockFailed);
    await expect(closed.inspect(key)).rejects.toEqual(lockFailed);
    await expect(closed.remove(key)).rejects.toEqual(lockFailed);
    const operation = jest.fn();
    const handler = new IdempotencyHandler({ store: closed });
    await expect(handler.execute(key, PARAMS, operation)).rejects.toEqual(lockFailed);
    expect(operation).not.toHaveBeenCalled();
  });
});
