'use strict';

const { IdempotencyHandler } = require('onceonly');

const { putClaim, putOneOfEach, onFreshStores } = require('./fresh-store.js');

const serializer = {
  serialize: (value) => Buffer.from(JSON.stringify({ value })).reverse(),
  deserialize: (bytes) => JSON.parse(`${bytes.reverse()}`).value,
};
const lockFailed = expect.objectContaining({ code: 'LOCK_FAILED' });

onFreshStores((store) => {
  test('gives the result of a key, whatever its request was', async () => {
    await new IdempotencyHandler({ store: store() }).execute('key', { amount: 1 }, () => ({
      id: 7,
    }));
    await expect(store().read('key')).resolves.toEqual({ kind: 'value', value: { id: 7 } });
  });

  test('gives the error of a key', async () => {
    const operation = () => Promise.reject(Object.assign(new Error('declined'), { status: 402 }));
    const executed = new IdempotencyHandler({ store: store() }).execute('key', {}, operation);
    await expect(executed).rejects.toThrow('declined');
    const { kind, error } = await store().read('key');
    expect(kind).toBe('error');
    expect(error).toMatchObject({ message: 'declined', status: 402 });
  });

  test('gives the response of a key', async () => {
    const { id } = await putClaim(store(), { leaseMs: 1 });
    const response = {
      status: 201,
      headers: { Location: '/7', 'X-Two': ['a', 'b'] },
      body: 'made',
    };
    const resolved = () =>
      store()
        .resolve({ id }, { response })
        .catch(() => false);
    while (!(await resolved()));
    await expect(store().read({ id })).resolves.toEqual({
      kind: 'response',
      response: { ...response, body: Buffer.from('made') },
    });
  });

  test('says that a result could not be kept', async () => {
    const { tombstone } = await putOneOfEach(store());
    await expect(store().read({ id: tombstone })).resolves.toEqual({ kind: 'tombstone' });
  });

  test('gives null where there is no result', async () => {
    const { running, unknown, freed } = await putOneOfEach(store());
    for (const id of [running, unknown, freed]) {
      await expect(store().read({ id })).resolves.toBeNull();
    }
    await expect(store().read('nobody')).resolves.toBeNull();
  });

  test('reads what a serializer has made with that serializer only', async () => {
    await store().store('sealed', { amount: 1 }, {}, { serializer });
    await store().store('plain', { amount: 2 });
    await expect(store().read('sealed', { serializer })).resolves.toEqual({
      kind: 'value',
      value: { amount: 1 },
    });
    await expect(store().read('sealed')).rejects.toEqual(lockFailed);
    await expect(store().read('plain', { serializer })).rejects.toEqual(lockFailed);
  });
});
