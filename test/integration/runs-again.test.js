'use strict';

const { IdempotencyHandler, RedisStore, generateIdempotencyKey: newKey } = require('onceonly');
const { atEnd } = require('../helpers/cleanups');
const { onEachStore, sharedRedis } = require('../helpers/each-store');
const { createGate } = require('../helpers/gate');
const { until } = require('../helpers/until');

const LEASE_S = 1;
const failWith = (fields) => Object.assign(new Error('It failed.'), fields);

// Each way in which a key runs again: how the operation ends, and the options with which it does not run again. The ways of
// docs/internals/guarantees.md that are not here have tests of their own, which that page names.
const WAYS = [
  {
    way: 'an error of its own that says nothing happened',
    operation: () => Promise.reject(failWith({ status: 503 })),
    off: { storeIf: () => 'store' },
  },
  {
    way: 'an error of its own that says it is retryable',
    operation: () => Promise.reject(failWith({ retryable: true })),
    off: { storeIf: () => 'store' },
  },
  {
    way: 'an error of its own that says nobody knows',
    operation: () => Promise.reject(failWith({ status: 504 })),
    off: { onAbandoned: 'conflict' },
  },
  {
    way: 'an error of the network behind a named effect',
    operation: ({ effectId }) => Promise.reject(failWith({ code: 'ECONNRESET', path: effectId })),
    off: { onAbandoned: 'conflict' },
  },
  {
    way: 'a policy of the app that throws',
    operation: () => Promise.reject(failWith({ status: 400 })),
    options: {
      storeIf() {
        throw new Error('no policy');
      },
    },
    off: { onAbandoned: 'conflict' },
  },
  {
    way: 'an operation that takes longer than operationTimeoutMs',
    operation: () => new Promise(() => {}),
    options: { operationTimeoutMs: 50 },
    off: { onAbandoned: 'conflict' },
  },
];

onEachStore((store) => {
  const handlerWith = (options) =>
    new IdempotencyHandler({ store: store(), lockTTL: LEASE_S, ...options });

  test.each(WAYS)('$way runs its key again', async ({ operation, options }) => {
    const handler = handlerWith(options);
    const runs = jest.fn(operation);
    const key = newKey();
    await until(async () => {
      await handler.execute(key, {}, runs).catch(() => {});
      return runs.mock.calls.length > 1;
    }, 'it has run again');
    const effects = runs.mock.calls.map(([{ effectId }]) => effectId);
    expect(new Set(effects).size).toBe(1);
  });

  test.each(WAYS)(
    '$way runs its key once where that is turned off',
    async ({ operation, options, off }) => {
      const handler = handlerWith({ ...options, ...off });
      const runs = jest.fn(operation);
      const key = newKey();
      await handler.execute(key, {}, runs).catch(() => {});
      await until(async () => {
        const error = await handler.execute(key, {}, runs).catch((thrown) => thrown);
        return error.code === 'OUTCOME_UNKNOWN' || error.cached === true;
      }, 'the key is decided');
      expect(runs).toHaveBeenCalledTimes(1);
    },
  );
});

describe('a process that closes its store while an operation runs', () => {
  /** A handler on a connection of its own, as of another process. */
  async function handlerOnRedis(options) {
    const store = new RedisStore({ redis: (await sharedRedis()).url });
    atEnd(() => store.close());
    return { store, handler: new IdempotencyHandler({ store, lockTTL: LEASE_S, ...options }) };
  }

  /** What the second process gets for a key that the first one was running when it closed. */
  async function closeAndRetry(options) {
    const [first, second] = await Promise.all([handlerOnRedis(options), handlerOnRedis(options)]);
    const [begun, ending] = [createGate(), createGate()];
    const key = newKey();
    const running = first.handler.execute(key, {}, () => {
      begun.open();
      return ending.passed;
    });
    await begun.passed;
    await first.store.close({ drain: 1 });
    const retry = await until(async () => {
      const answer = second.handler.execute(key, {}, () => 'again');
      return answer.catch((error) => error.code !== 'REQUEST_IN_PROGRESS' && error);
    }, 'the lease is over');
    ending.open();
    await running.catch(() => {});
    return retry;
  }

  test('lets another process run the key again', async () => {
    expect(await closeAndRetry({})).toEqual({ result: 'again', cached: false });
  });

  test('lets no other process run it where that is turned off', async () => {
    expect(await closeAndRetry({ onAbandoned: 'conflict' })).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    });
  });
});
