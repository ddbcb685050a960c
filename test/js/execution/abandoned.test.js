'use strict';

const { IdempotencyHandler, generateIdempotencyKey } = require('onceonly');

const { onEveryStore } = require('../store/every-store.js');
const { until } = require('../../helpers/until.js');

const BODY = { amount: 1200 };
const MAX_ATTEMPTS = 3;
// An unknown outcome is left until its lease is over.
const LEASE_S = 0.3;

const failWith = (status) => async () => {
  throw Object.assign(new Error('failed'), { status });
};

onEveryStore((makeStore) => {
  let store;
  let handler;
  let key;

  beforeAll(async () => {
    store = await makeStore();
    handler = new IdempotencyHandler({ store, maxAttempts: MAX_ATTEMPTS, lockTTL: LEASE_S });
  });
  afterAll(() => store.close());
  beforeEach(() => {
    key = generateIdempotencyKey();
  });

  /** An attempt that ends as `status` says: 504 leaves the key silent, 503 frees it. */
  async function attemptThatEnds(status, options) {
    await expect(handler.execute(key, BODY, failWith(status), options)).rejects.toThrow('failed');
    await leaseIsOver();
  }

  function leaseIsOver() {
    const isDecided = async () => ['unknown', 'freed'].includes((await store.inspect(key)).state);
    return until(isDecided, 'the lease is over');
  }

  const tell = ({ attempt, isRecovery, effectId }) => ({ attempt, isRecovery, effectId });

  test('an attempt after one of unknown outcome recovers, one after a freed key does not', async () => {
    const seen = [];
    const ends = [503, 504, 504];
    const operation = async (context) => {
      seen.push(tell(context));
      const status = ends.shift();
      return status === undefined ? 'done' : failWith(status)();
    };
    const execute = () =>
      handler.execute(key, BODY, operation, { maxAttempts: 4 }).catch(({ status }) => status);
    for (const answer of [503, 504, 504]) {
      await expect(execute()).resolves.toEqual(answer);
      await leaseIsOver();
    }
    await expect(execute()).resolves.toEqual({ result: 'done', cached: false });
    expect(seen.map(({ attempt, isRecovery }) => [attempt, isRecovery])).toEqual([
      [1, false],
      [2, false],
      [3, true],
      [4, true],
    ]);
    expect(new Set(seen.map(({ effectId }) => effectId)).size).toBe(1);
  });

  test('attempts of unknown outcome are given up after maxAttempts', async () => {
    for (let i = 0; i < MAX_ATTEMPTS; i++) await attemptThatEnds(504);
    const operation = jest.fn();
    const refused = handler.execute(key, BODY, operation);
    await expect(refused).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: false });
    expect(operation).not.toHaveBeenCalled();
    const outcome = await handler.execute(key, BODY, tell, { maxAttempts: MAX_ATTEMPTS + 1 });
    expect(outcome.result).toMatchObject({ attempt: MAX_ATTEMPTS + 1, isRecovery: true });
  });

  test('an app is asked also after maxAttempts, but the operation does not run again', async () => {
    for (let i = 0; i < MAX_ATTEMPTS; i++) await attemptThatEnds(504);
    const operation = jest.fn();
    const onAbandoned = jest.fn(() => ({ status: 'not-started' }));
    for (let i = 0; i < 2; i++) {
      const refused = handler.execute(key, BODY, operation, { onAbandoned });
      await expect(refused).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    }
    expect(operation).not.toHaveBeenCalled();
    onAbandoned.mockReturnValue({ status: 'completed', result: 'paid' });
    const found = await handler.execute(key, BODY, operation, { onAbandoned });
    expect(found).toEqual({ result: 'paid', cached: true });
  });

  test.each([
    ['does not know', () => ({ status: 'unknown' })],
    ['fails', () => Promise.reject(new Error('the gateway is down'))],
  ])('an app that %s is asked again by every request, until it knows', async (_, answer) => {
    await attemptThatEnds(504);
    const onAbandoned = jest.fn(answer);
    const operation = jest.fn();
    for (let i = 0; i <= MAX_ATTEMPTS; i++) {
      const refused = handler.execute(key, BODY, operation, { onAbandoned });
      await expect(refused).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: true });
    }
    expect(onAbandoned.mock.calls.map(([{ attempt }]) => attempt)).toEqual([2, 2, 2, 2]);
    onAbandoned.mockReturnValue({ status: 'completed', result: 'paid' });
    const found = await handler.execute(key, BODY, operation, { onAbandoned });
    expect(found).toEqual({ result: 'paid', cached: true });
    const retry = await handler.execute(key, BODY, operation);
    expect(retry).toEqual({ result: 'paid', cached: true });
    expect(operation).not.toHaveBeenCalled();
  });

  test('an operation that was not started runs, in the attempt that found so', async () => {
    await attemptThatEnds(504);
    const onAbandoned = jest.fn(() => ({ status: 'not-started' }));
    const outcome = await handler.execute(key, BODY, tell, { onAbandoned });
    expect(outcome).toMatchObject({ cached: false, result: { attempt: 2, isRecovery: true } });
    const [[asked]] = onAbandoned.mock.calls;
    expect(tell(asked)).toEqual(outcome.result);
  });

  test('a key that was freed is not asked for', async () => {
    await attemptThatEnds(503);
    const onAbandoned = jest.fn();
    const outcome = await handler.execute(key, BODY, tell, { onAbandoned });
    expect(outcome.result).toMatchObject({ attempt: 2, isRecovery: false });
    expect(onAbandoned).not.toHaveBeenCalled();
  });

  test("'conflict' holds a key that another policy takes over", async () => {
    await attemptThatEnds(504);
    const held = handler.execute(key, BODY, tell, { onAbandoned: 'conflict' });
    await expect(held).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: false });
    const outcome = await handler.execute(key, BODY, tell);
    expect(outcome.result).toMatchObject({ attempt: 2, isRecovery: true });
  });
});
