'use strict';

const { IdempotencyError, IdempotencyHandler, generateIdempotencyKey } = require('onceonly');

const { gatedOperation } = require('../helpers/gate.js');
const { until } = require('../helpers/until.js');
const { onEveryStore } = require('./store/every-store.js');

const BODY = { amount: 1200, currency: 'EUR' };

onEveryStore((makeStore) => {
  let store;
  let key;
  let handler;

  beforeAll(async () => {
    store = await makeStore();
    handler = new IdempotencyHandler({ store });
  });
  afterAll(() => store.close());
  beforeEach(() => {
    key = generateIdempotencyKey();
  });

  test('an operation runs once and its result is replayed', async () => {
    const operation = jest.fn(async () => ({ id: 'ch_1', at: new Date(0) }));
    const result = { id: 'ch_1', at: '1970-01-01T00:00:00.000Z' };
    const first = await handler.execute(key, BODY, operation);
    expect(first).toStrictEqual({ result, cached: false });
    const retry = await handler.execute(key, { currency: 'EUR', amount: 1200 }, operation);
    expect(retry).toStrictEqual({ result, cached: true });
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test.each([[undefined], [null], [0], [''], [false], [Buffer.from([0, 255])]])(
    '%p is replayed as exactly that',
    async (value) => {
      const operation = jest.fn(() => value);
      for (const cached of [false, true]) {
        const outcome = await handler.execute(key, BODY, operation);
        expect(outcome).toStrictEqual({ result: value, cached });
      }
      expect(operation).toHaveBeenCalledTimes(1);
    },
  );

  test('a result that its first caller changes is replayed as it was', async () => {
    const first = await handler.execute(key, BODY, () => Buffer.from('abc'));
    first.result.fill(0);
    const second = await handler.execute(key, BODY, () => undefined);
    second.result.fill(0);
    const third = await handler.execute(key, BODY, () => undefined);
    expect(third).toEqual({ result: Buffer.from('abc'), cached: true });
  });

  test('roundTrip: false gives the first caller its own value', async () => {
    const value = { at: new Date(0) };
    const first = await handler.execute(key, BODY, () => value, { roundTrip: false });
    expect(first.result).toBe(value);
    const retry = await handler.execute(key, BODY, () => value, { roundTrip: false });
    expect(retry.result).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  });

  test('the same key with another body is refused while it runs and when it is done', async () => {
    const { run, begun, finish } = gatedOperation();
    const reused = expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const first = handler.execute(key, BODY, run);
    await begun;
    await expect(handler.execute(key, {}, run)).rejects.toEqual(reused);
    await expect(handler.execute(key, BODY, run)).rejects.toMatchObject({
      code: 'REQUEST_IN_PROGRESS',
      headers: { 'Retry-After': '1' },
    });
    finish('done');
    await first;
    await expect(handler.execute(key, {}, run)).rejects.toEqual(reused);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['an error', Object.assign(new Error('declined'), { status: 402, code: 'CARD_DECLINED' })],
    ['no error', 'text'],
    ['nothing', undefined],
  ])(
    'a thrown value that is %s is thrown again and the operation is not run',
    async (_, thrown) => {
      const operation = jest.fn(() => Promise.reject(thrown));
      const first = await handler.execute(key, BODY, operation).catch((error) => ({ error }));
      expect(first.error).toBe(thrown);
      const retry = await handler.execute(key, BODY, operation).catch((error) => ({ error }));
      expect(retry.error).toEqual(thrown);
      expect(operation).toHaveBeenCalledTimes(1);
    },
  );

  test('an operation that throws before its first await is an operation that failed', async () => {
    const operation = jest.fn(() => {
      throw new Error('at once');
    });
    await expect(handler.execute(key, BODY, operation)).rejects.toThrow('at once');
    await expect(handler.execute(key, BODY, operation)).rejects.toMatchObject({ cached: true });
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('an error that frees the key lets the next attempt run with the same effectId', async () => {
    const contexts = [];
    const operation = async ({ attempt, effectId, fence }) => {
      contexts.push({ attempt, effectId, fence });
      if (attempt === 1) throw Object.assign(new Error('busy'), { retryable: true });
      return 'done';
    };
    await expect(handler.execute(key, BODY, operation)).rejects.toThrow('busy');
    const outcome = await handler.execute(key, BODY, operation);
    const [first, second] = contexts;
    expect(outcome).toEqual({ result: 'done', cached: false });
    expect([first.attempt, second.attempt]).toEqual([1, 2]);
    expect(second.effectId).toBe(first.effectId);
    expect(second.fence).toBeGreaterThan(first.fence);
  });

  test('an error of unknown outcome keeps the key silent, then unknown where the policy says so', async () => {
    const timedOut = () => Promise.reject(Object.assign(new Error('no answer'), { status: 504 }));
    // Long enough for a busy machine to claim the key in it.
    const short = { lockTTL: 1 };
    await expect(handler.execute(key, BODY, timedOut, short)).rejects.toThrow('no answer');
    const operation = jest.fn();
    const refused = handler.execute(key, BODY, operation, { onAbandoned: 'conflict' });
    await expect(refused).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', status: 409 });
    expect(operation).not.toHaveBeenCalled();
    const isUnknown = async () => (await store.inspect(key)).state === 'unknown';
    await until(isUnknown, 'the lease is over');
    const outcome = await handler.execute(key, BODY, ({ attempt }) => attempt);
    expect(outcome).toEqual({ result: 2, cached: false });
  });

  test('a result too large is given to its first caller only', async () => {
    const operation = jest.fn(() => 'x'.repeat(100));
    const options = { maxResultBytes: 50 };
    const first = await handler.execute(key, BODY, operation, options);
    expect(first).toEqual({ result: 'x'.repeat(100), cached: false, status: 'not-replayable' });
    await expect(handler.execute(key, BODY, operation, options)).rejects.toMatchObject({
      code: 'RESULT_NOT_REPLAYABLE',
      status: 409,
    });
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('an operation over its time is answered, and its later result is stored', async () => {
    const { run, finish } = gatedOperation();
    let signal;
    const operation = (context) => {
      signal = context.signal;
      return run();
    };
    const executed = handler.execute(key, BODY, operation, { operationTimeoutMs: 20 });
    await expect(executed).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      retryable: true,
      cause: { code: 'OPERATION_TIMEOUT' },
    });
    expect(signal.reason).toBeInstanceOf(IdempotencyError);
    expect(signal.reason.code).toBe('OPERATION_TIMEOUT');
    finish('late');
    // The key is held until the late result is there, so that no other operation runs.
    const next = () => handler.execute(key, BODY, () => 'again').catch(({ code }) => code);
    let outcome = await next();
    while (outcome === 'REQUEST_IN_PROGRESS') outcome = await next();
    expect(outcome).toEqual({ result: 'late', cached: true });
  });

  test('scopes keep the same key of two users apart', async () => {
    const run = (scope, value) => handler.execute(key, BODY, () => value, { scope });
    await expect(run('one', 1)).resolves.toEqual({ result: 1, cached: false });
    await expect(run('two', 2)).resolves.toEqual({ result: 2, cached: false });
    await expect(run('one', 3)).resolves.toEqual({ result: 1, cached: true });
  });

  test.each([
    ['rotated', 'old', ['new', 'old'], 'new'],
    ['set', undefined, ['new', null], 'new'],
    ['removed', 'old', [null, 'old'], undefined],
  ])('a secret may be %s while results are kept', async (_, before, between, after) => {
    const of = (secret) => new IdempotencyHandler({ store, secret });
    await of(before).execute(key, BODY, () => 'kept');
    const again = (secret) => of(secret).execute(key, BODY, () => 'run');
    await expect(again(between)).resolves.toEqual({ result: 'kept', cached: true });
    await expect(again(after)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const changed = of(between).execute(key, { amount: 1 }, () => 'run');
    await expect(changed).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  describe('the arguments of execute()', () => {
    test.each([[undefined], [null], [7], [''], ['k'.repeat(256)]])(
      'a key that is %p is a TypeError',
      async (badKey) => {
        const operation = jest.fn();
        await expect(handler.execute(badKey, BODY, operation)).rejects.toThrow(TypeError);
        expect(operation).not.toHaveBeenCalled();
      },
    );

    test.each([[undefined], [null], [''], [7], [{}]])(
      'a scope that is %p is a TypeError, never no scope',
      async (scope) => {
        const operation = jest.fn();
        const executed = handler.execute(key, BODY, operation, { scope });
        await expect(executed).rejects.toThrow(/`scope`/);
        expect(operation).not.toHaveBeenCalled();
      },
    );

    test('an operation that is no function is a TypeError', async () => {
      await expect(handler.execute(key, BODY, 'run')).rejects.toThrow(TypeError);
      await expect(handler.execute(key, () => 1)).rejects.toThrow(TypeError);
    });

    test('overrides are checked', async () => {
      const executed = handler.execute(key, BODY, () => 1, { resultTtl: 1 });
      await expect(executed).rejects.toThrow(/`resultTTL`/);
    });

    test('the overrides of a caller are not changed', async () => {
      const overrides = Object.freeze({ scope: 'one', lockTTL: 5 });
      await handler.execute(key, BODY, () => 1, overrides);
      expect(overrides).toEqual({ scope: 'one', lockTTL: 5 });
    });

    test('a body over the limit is refused', async () => {
      const small = new IdempotencyHandler({ store, maxBodyBytes: 5 });
      await expect(small.execute(key, BODY, () => 1)).rejects.toMatchObject({
        code: 'BODY_TOO_LARGE',
      });
    });
  });
});
