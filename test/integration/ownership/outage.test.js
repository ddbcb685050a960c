'use strict';

const {
  IdempotencyHandler,
  RedisStore,
  StoreError,
  generateIdempotencyKey: newKey,
} = require('onceonly');
const { atEnd } = require('../../helpers/cleanups');
const { createGate } = require('../../helpers/gate');
const { startRedis } = require('../../helpers/redis-server');
const { until } = require('../../helpers/until');

const BODY = { amount: 1 };
const LEASE_S = 8;
const SHORT_LEASE_S = 1;
const REFUSED = 3000;
const MIB = 1024 * 1024;
// Thousands of operations take a while on a machine that has other work.
const PATIENCE_MS = 120_000;
const PATIENT = { budgetMs: 60_000 };

jest.setTimeout(2 * PATIENCE_MS);

let redis;

beforeAll(async () => {
  redis = await startRedis();
  // A test that fails must leave no server that does not answer.
  atEnd(() => redis.resume());
});

/** A handler of its own connection, as another process has, with the types of the events that it tells. */
function openHandler(options, commandTimeoutMs = 1000) {
  const store = new RedisStore({ redis: redis.url, commandTimeoutMs });
  atEnd(() => store.close());
  const counts = {};
  const onEvent = ({ type }) => (counts[type] = (counts[type] ?? 0) + 1);
  const handler = new IdempotencyHandler({ store, onEvent, ...options });
  return { handler, counts };
}

/** `count` operations that run until `end(i => value)` is called, and how often each has run. */
function holdOperations(handler, count) {
  const ending = createGate();
  const keys = Array.from({ length: count }, newKey);
  const runs = new Array(count).fill(0);
  let begun = 0;
  const outcomes = keys.map((key, i) =>
    handler.execute(key, BODY, async () => {
      runs[i] += 1;
      begun += 1;
      const makeValue = await ending.passed;
      return makeValue(i);
    }),
  );
  const allBegun = until(() => begun === count, 'all operations run', PATIENCE_MS);
  return { keys, runs, outcomes, allBegun, end: ending.open };
}

/** What every key is answered by a process that has run none of them; its own operation throws. */
function replaysOf(keys) {
  const { handler } = openHandler(PATIENT, PATIENT.budgetMs);
  const operation = () => {
    throw new StoreError('RUN_AGAIN', 'a key that was paid runs again');
  };
  return Promise.all(keys.map((key) => handler.execute(key, BODY, operation)));
}

/** All end while Redis does not answer; gives what their callers got, once Redis is back and has been told. */
async function endInOutage(held, counts, makeValue, meanwhile = async () => {}) {
  await held.allBegun;
  redis.pause();
  held.end(makeValue);
  const answers = await Promise.all([...held.outcomes, meanwhile()]);
  redis.resume();
  answers.pop();
  const areStored = () => counts['stored-late'] === held.keys.length;
  await until(areStored, 'all results are stored', PATIENCE_MS);
  return answers;
}

async function expectOneRunEach(held, answers) {
  const replays = await replaysOf(held.keys);
  expect(new Set(held.runs)).toEqual(new Set([1]));
  for (const [i, { result, status }] of answers.entries()) {
    expect(status).toBe('not-stored');
    expect(replays[i].cached).toBe(true);
    expect(replays[i].result).toEqual(result);
  }
}

describe('results that come in an outage of Redis that is shorter than the lease', () => {
  test('are all stored, though thousands of other requests are refused meanwhile', async () => {
    const { handler, counts } = openHandler({ lockTTL: LEASE_S });
    const held = holdOperations(handler, 20);
    const operation = jest.fn();
    const flood = async () => {
      const others = Array.from({ length: REFUSED }, () =>
        handler.execute(newKey(), BODY, operation),
      );
      const refused = await Promise.allSettled(others);
      const codes = new Set(refused.map(({ reason }) => reason?.code));
      expect(codes).toEqual(new Set(['LOCK_FAILED']));
    };
    const answers = await endInOutage(held, counts, (i) => ({ charge: i }), flood);
    await expectOneRunEach(held, answers);
    expect(operation).not.toHaveBeenCalled();
    expect(counts['lease-lost']).toBeUndefined();
  });

  test('are all stored, though each has a megabyte', async () => {
    const options = { lockTTL: LEASE_S, maxResultBytes: 2 * MIB };
    const { handler, counts } = openHandler(options);
    const held = holdOperations(handler, 60);
    const answers = await endInOutage(held, counts, (i) => `${i}`.padEnd(MIB, 'x'));
    await expectOneRunEach(held, answers);
  });

  test('are all stored, though there are thousands', async () => {
    const { handler, counts } = openHandler({ lockTTL: LEASE_S, ...PATIENT });
    const held = holdOperations(handler, 3000);
    const answers = await endInOutage(held, counts, (i) => ({ charge: i }));
    await expectOneRunEach(held, answers);
  });
});

describe('results that come in an outage of Redis that is longer than the lease', () => {
  test('are stored when Redis is back, with no takeover and no abort meanwhile', async () => {
    const { handler, counts } = openHandler({ lockTTL: SHORT_LEASE_S });
    const held = holdOperations(handler, 20);
    const beganAt = performance.now();
    const outage = () =>
      until(() => performance.now() - beganAt > 3000 * SHORT_LEASE_S, 'three leases have passed');
    const answers = await endInOutage(held, counts, (i) => ({ charge: i }), outage);
    await expectOneRunEach(held, answers);
    expect(counts['lease-lost']).toBeUndefined();
  });

  test('outlive their own retention, which begins when they are stored', async () => {
    const options = { lockTTL: LEASE_S, resultTTL: 2, abandonedTTL: 60 };
    const { handler, counts } = openHandler(options);
    const held = holdOperations(handler, 3);
    const beganAt = performance.now();
    const outage = () =>
      until(() => performance.now() - beganAt > 4000, 'four seconds have passed');
    const answers = await endInOutage(held, counts, (i) => ({ charge: i }), outage);
    await expectOneRunEach(held, answers);
  });
});
