'use strict';

const { IdempotencyHandler, defineStore, generateIdempotencyKey } = require('onceonly');

const { internals } = require('../../../../lib/store/store.js');
const { gatedOperation } = require('../../../helpers/gate.js');
const { patient } = require('../../../helpers/patience.js');
const { until } = require('../../../helpers/until.js');
const { eachVerb } = require('../../../helpers/verb-store.js');
const { onEveryStore, withFreshKeys } = require('../every-store.js');

const PARAMS = { amount: 1200 };
const inProgress = expect.objectContaining({ code: 'REQUEST_IN_PROGRESS', status: 409 });

onEveryStore((makeStore) => {
  let store;
  let key;
  withFreshKeys(makeStore, (fresh) => ({ store, key } = fresh));

  /** Runs an operation to its end under the key of the test. */
  function execute(operation, options) {
    return new IdempotencyHandler({ store, ...options }).execute(key, PARAMS, operation);
  }

  /** Leaves the key with an operation whose outcome is unknown. */
  async function abandon(scope) {
    const address = scope ? { key, scope } : key;
    const handler = new IdempotencyHandler({
      store,
      lockTTL: patient(0.3),
      cacheErrors: () => 'silent',
    });
    const operation = () => Promise.reject(new Error('lost'));
    const overrides = scope && { scope };
    await expect(handler.execute(key, PARAMS, operation, overrides)).rejects.toThrow('lost');
    const isUnknown = async () => (await store.inspect(address)).state === 'unknown';
    await until(isUnknown, 'its lease is over');
  }

  const mine = (found) => found.filter(({ id }) => ids.includes(id));
  let ids;
  beforeEach(async () => {
    ids = [];
  });
  async function idOf(address) {
    const { id } = await store.inspect(address);
    ids.push(id);
    return id;
  }

  test('list() tells the same as inspect() of each key without a result, by state', async () => {
    await abandon();
    const unknown = await idOf(key);
    key = generateIdempotencyKey();
    const operation = gatedOperation();
    const executed = execute(operation.run);
    await operation.begun;
    const running = await idOf(key);

    expect(mine(await store.list({ limit: 100_000 })).map(({ id }) => id)).toEqual([
      unknown,
      running,
    ]);
    for (const [state, id] of Object.entries({ unknown, running })) {
      const [entry, ...others] = mine(await store.list({ state, limit: 100_000 }));
      const seen = await store.inspect({ id });
      const times = {
        age: expect.any(Number),
        expiresIn: expect.any(Number),
        leaseLeft: seen.leaseLeft && expect.any(Number),
      };
      expect(entry).toEqual({ ...seen, ...times });
      expect(entry.state).toBe(state);
      expect(others).toEqual([]);
    }
    operation.finish();
    await executed;
    expect(mine(await store.list({ limit: 100_000 })).map(({ id }) => id)).toEqual([unknown]);
  });

  test('list gives no more than its limit', async () => {
    for (let i = 0; i < 3; i++) {
      key = generateIdempotencyKey();
      await abandon();
    }
    await expect(store.list({ limit: 2 })).resolves.toHaveLength(2);
  });

  test('find gives the records of a key in every scope, with and without a result', async () => {
    await abandon('one tenant');
    await new IdempotencyHandler({ store }).execute(key, PARAMS, () => 1, { scope: 'another' });
    const path = { key, method: 'POST', path: '/pay' };
    await store.store(path, 'value', PARAMS);
    const found = await store.find(key);
    expect(found.map(({ state }) => state).sort()).toEqual(['done', 'done', 'unknown']);
    expect(found).toContainEqual(
      expect.objectContaining({ id: (await store.inspect(path)).id, kind: 'value', bytes: 8 }),
    );
    await expect(store.find(generateIdempotencyKey())).resolves.toEqual([]);
  });

  test('keyHint: false keeps a key from being found', async () => {
    await execute(() => 1, { keyHint: false });
    await store.store({ key, scope: 'x' }, 1, PARAMS, { keyHint: false });
    await expect(store.find(key)).resolves.toEqual([]);
    await expect(store.inspect(key)).resolves.toMatchObject({ state: 'done' });
  });

  test.each([[{ id: 'ch_1' }], [0], [''], [null], [undefined], [Buffer.from('b')]])(
    'a key is settled with the result %p, which is replayed',
    async (result) => {
      await abandon();
      await expect(store.resolve(key, { result, ttl: 60 })).resolves.toBe(true);
      const run = jest.fn();
      await expect(execute(run)).resolves.toEqual({ result, cached: true });
      expect(run).not.toHaveBeenCalled();
      const { expiresIn } = await store.inspect(key);
      expect(expiresIn).toBeGreaterThan(50);
      expect(expiresIn).toBeLessThanOrEqual(60);
      await expect(store.resolve(key, { result: 2 })).resolves.toBe(false);
    },
  );

  test('a key that is freed runs once more, and is no recovery', async () => {
    await abandon();
    await expect(execute(() => 1, { onAbandoned: 'conflict' })).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    });
    await expect(store.resolve(key, { free: true })).resolves.toBe(true);
    await expect(store.resolve(key, { free: true })).resolves.toBe(false);
    const run = jest.fn(({ attempt, isRecovery }) => ({ attempt, isRecovery }));
    await expect(execute(run, { onAbandoned: 'conflict' })).resolves.toEqual({
      result: { attempt: 2, isRecovery: false },
      cached: false,
    });
  });

  test('there is nothing to settle for an unknown key', async () => {
    await expect(store.resolve(key, { free: true })).resolves.toBe(false);
    await expect(store.resolve(key, { result: 1 })).resolves.toBe(false);
    await expect(store.inspect(key)).resolves.toBeNull();
  });

  test('a running operation is left alone', async () => {
    const operation = gatedOperation();
    const executed = execute(operation.run);
    await operation.begun;
    await expect(store.resolve(key, { result: 1 })).rejects.toEqual(inProgress);
    await expect(store.resolve(key, { free: true })).rejects.toEqual(inProgress);
    operation.finish();
    await expect(executed).resolves.toMatchObject({ cached: false });
  });

  test.each([
    [undefined],
    [null],
    [{}],
    [{ free: false }],
    [{ free: true, result: 1 }],
    [{ result: 1, ttl: 0 }],
    [{ result: 1, resultTTL: 5 }],
    [{ result: () => {} }],
  ])('a key is not settled with %p', async (outcome) => {
    await abandon();
    await expect(store.resolve(key, outcome)).rejects.toThrow(/onceonly: /);
    await expect(store.inspect(key)).resolves.toMatchObject({ state: 'unknown' });
  });

  test('bad arguments are told', async () => {
    await expect(store.list({ state: 'ended' })).rejects.toThrow(/`state`/);
    await expect(store.list({ limit: 0 })).rejects.toThrow(/`limit`/);
    await expect(store.list({ states: 'running' })).rejects.toThrow(/`states`.*`state`/);
    await expect(store.find('')).rejects.toThrow(TypeError);
    await expect(store.find({ key })).rejects.toThrow(TypeError);
  });
});

test('the serializer of the app makes the bytes of a result that is given by hand', async () => {
  const resolve = jest.fn(() => ({ state: 'resolved' }));
  const store = defineStore({ ...withoutOptional(), resolve });
  const serializer = {
    serialize: (value, { id, kind }) => Buffer.from(`${kind} of ${id.length}: ${value}`),
    deserialize: () => undefined,
  };
  await store.resolve('key', { result: 7, serializer });
  const [[{ payload }]] = resolve.mock.calls;
  expect(payload.toString()).toMatch(/value of 43: 7$/);
  await store.close();
});

test('a store without these methods says so', async () => {
  const store = defineStore(withoutOptional());
  await expect(store.list()).rejects.toThrow('must have the method `scan`');
  await expect(store.find('key')).rejects.toThrow('must have the method `scan`');
  await expect(store.resolve('key', { free: true })).rejects.toThrow(
    'must have the method `resolve`',
  );
  expect(internals(store).verbs.scan).toBeUndefined();
  await store.close();
});

test('a malformed page of scan() is LOCK_FAILED', async () => {
  const entry = {
    id: 'x'.repeat(43),
    state: 'running',
    attempt: 1,
    fence: 1,
    beganMs: 1,
    leftMs: 1,
  };
  const whole = { ...entry, expiresMs: 1, label: '', bytes: 0 };
  for (const page of [
    { state: 'absent' },
    { state: 'scanned' },
    { state: 'scanned', cursor: 0, entries: [] },
    { state: 'scanned', cursor: '0', entries: [null] },
    { state: 'scanned', cursor: '0', entries: [entry] },
    { state: 'scanned', cursor: '0', entries: [{ ...whole, state: 'done' }] },
    { state: 'scanned', cursor: '0', entries: [{ ...whole, id: '../../x' }] },
  ]) {
    const store = defineStore({ ...withoutOptional(), scan: () => page });
    await expect(store.list()).rejects.toMatchObject({ code: 'LOCK_FAILED' });
    await store.close();
  }
});

function withoutOptional() {
  return eachVerb(() => ({ state: 'foreign' }));
}
