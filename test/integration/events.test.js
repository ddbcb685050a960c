'use strict';

const { IdempotencyHandler, MemoryStore, createStore } = require('onceonly');
const { atEnd } = require('../helpers/cleanups');
const { onEachStore } = require('../helpers/each-store');
const { gatedOperation } = require('../helpers/gate');
const { startRedis } = require('../helpers/redis-server');
const { until } = require('../helpers/until');

const refused = (promise) => promise.catch((error) => error.code);

/** A handler whose events are kept; `types()` gives them in order, but for those of the requests. */
function listening(store, options) {
  const events = [];
  const handler = new IdempotencyHandler({
    store,
    onEvent: (event) => events.push(event),
    ...options,
  });
  const types = () => events.map(({ type }) => type).filter((type) => type !== 'request');
  return { handler, events, types };
}

onEachStore((store) => {
  let keys = 0;
  const newKey = () => `card 4242 ${store().status().state} ${++keys}`;

  test('a run, a race, a mismatch and a replay are told, without key or body', async () => {
    const { handler, events, types } = listening(store());
    const [key, operation] = [newKey(), gatedOperation()];
    const running = handler.execute(key, { pan: '4242' }, operation.run);
    await operation.begun;
    expect(await refused(handler.execute(key, { pan: '4242' }, () => 1))).toBe(
      'REQUEST_IN_PROGRESS',
    );
    expect(await refused(handler.execute(key, {}, () => 1))).toBe('IDEMPOTENCY_KEY_REUSED');
    operation.finish('secret result');
    await running;
    await handler.execute(key, { pan: '4242' }, () => 1);
    expect(types()).toEqual(['begun', 'in-progress', 'mismatch', 'completed', 'replayed']);
    const { id } = await store().inspect(key);
    for (const event of events) expect(event).toMatchObject({ id, route: '' });
    for (const event of events.filter(({ type }) => /begun|in-progress/.test(type))) {
      expect(event).toMatchObject({ attempt: 1, ms: expect.any(Number) });
    }
    expect(JSON.stringify(events)).not.toMatch(/4242|secret/);
  });

  test('a freed key, a silent one and a late result are told', async () => {
    const { handler, types } = listening(store());
    const key = newKey();
    const failing = (status) => () => {
      throw Object.assign(new Error('x'), { status });
    };
    await handler.execute(key, {}, failing(503)).catch(() => {});
    await handler.execute(key, {}, failing(504)).catch(() => {});
    expect(types()).toEqual(['begun', 'failed', 'freed', 'begun', 'failed', 'silent']);
  });

  test('an abandoned key that nobody may take over is unknown', async () => {
    const { handler, types } = listening(store(), { onAbandoned: 'conflict' });
    const key = newKey();
    const timeout = () => {
      throw Object.assign(new Error('x'), { status: 504 });
    };
    await handler.execute(key, {}, timeout).catch(() => {});
    expect(await refused(handler.execute(key, {}, () => 1))).toBe('OUTCOME_UNKNOWN');
    expect(types()).toEqual(['begun', 'failed', 'silent', 'unknown']);
  });

  test('a request that finds a silent key tells its attempt and when a takeover may be tried', async () => {
    const { handler, events } = listening(store(), { lockTTL: 30 });
    const key = newKey();
    const timeout = () => {
      throw Object.assign(new Error('x'), { status: 504 });
    };
    await handler.execute(key, {}, timeout).catch(() => {});
    expect(await refused(handler.execute(key, {}, () => 1))).toBe('REQUEST_IN_PROGRESS');
    expect(await refused(handler.execute(key, { a: 1 }, () => 1))).toBe('IDEMPOTENCY_KEY_REUSED');
    const [silent, mismatch] = events.filter(({ type }) => /silent|mismatch/.test(type)).slice(1);
    expect([silent.type, mismatch.type]).toEqual(['silent', 'mismatch']);
    expect(silent.ms).toBeGreaterThan(0);
    expect(silent.ms).toBeLessThanOrEqual(45_000);
    expect(silent.attempt).toBe(1);
    expect([mismatch.attempt, mismatch.ms]).toEqual([undefined, undefined]);
  });

  test('a request that finds an unknown outcome tells its attempt and how long it is remembered', async () => {
    const { handler, events } = listening(store(), { onAbandoned: 'conflict' });
    const key = newKey();
    const timeout = () => {
      throw Object.assign(new Error('x'), { status: 504 });
    };
    await handler.execute(key, {}, timeout).catch(() => {});
    expect(await refused(handler.execute(key, {}, () => 1))).toBe('OUTCOME_UNKNOWN');
    const unknown = events.find(({ type }) => type === 'unknown');
    expect(unknown.attempt).toBe(1);
    expect(unknown.ms).toBeGreaterThan(6 * 86_400_000);
  });

  test('a takeover is told, and so is the conflict of two results', async () => {
    // A busy machine must not turn the first request into a refusal.
    const { handler, types } = listening(store(), { lockTTL: 0.05, budgetMs: 25_000 });
    const [key, operation] = [newKey(), gatedOperation()];
    const first = handler.execute(key, {}, operation.run, { operationTimeoutMs: 1 });
    await first.catch(() => {});
    await operation.begun;
    const again = () => handler.execute(key, {}, () => 'second').catch(() => undefined);
    await until(async () => (await again())?.result === 'second');
    operation.finish('first');
    await until(() => types().includes('result-conflict'));
    expect(types()).toEqual(
      expect.arrayContaining(['unknown', 'silent', 'taken-over', 'result-conflict']),
    );
  });
});

test('a memory store that is full says so with every refusal', async () => {
  const { handler, types } = listening(new MemoryStore({ maxEntries: 1 }));
  await handler.execute('a', {}, () => 1);
  expect(await refused(handler.execute('b', {}, () => 1))).toBe('LOCK_FAILED');
  expect(types()).toEqual(['begun', 'completed', 'full']);
});

test('a store that is closed says how much it left', async () => {
  const store = new MemoryStore();
  const { handler, events } = listening(store);
  const operation = gatedOperation();
  const running = handler.execute('a', {}, operation.run);
  await operation.begun;
  await store.close();
  operation.finish(1);
  await running.catch(() => {});
  expect(events.find(({ type }) => type === 'drained')).toMatchObject({ running: 1, notStored: 0 });
});

test('Redis that goes and comes back is told once each way, and the breaker', async () => {
  const redis = await startRedis();
  const store = createStore({ redis: redis.url });
  atEnd(() => store.close());
  const { handler, events, types } = listening(store, { budgetMs: 300 });
  await handler.execute('before', {}, () => 1);
  await redis.stop();
  await until(async () => {
    expect(await refused(handler.execute('while', {}, () => 1))).toBe('LOCK_FAILED');
    return types().includes('breaker');
  });
  await redis.startAgain();
  await until(async () => (await handler.execute('after', {}, () => 1).catch(() => null)) !== null);
  const ofStore = events.filter(({ type }) => /^store-|breaker/.test(type));
  expect(ofStore.map(({ type }) => type)).toEqual(['store-down', 'breaker', 'store-up']);
  expect(ofStore[0].code).toMatch(/^[A-Z_]+$/);
  expect(JSON.stringify(events)).not.toContain('127.0.0.1');
});

test('a key that holds something else is told as a foreign record', async () => {
  const redis = await startRedis();
  const store = createStore({ redis: redis.url });
  atEnd(() => store.close());
  const { handler, types } = listening(store);
  await handler.execute('k', {}, () => 1);
  const { id } = await store.inspect('k');
  await redis.command('SET', `idem:result:{${id}}`, '9|from the future');
  expect(await refused(handler.execute('k', {}, () => 1))).toBe('LOCK_FAILED');
  await redis.command('DEL', `idem:result:{${id}}`);
  await redis.command('LPUSH', `idem:result:{${id}}`, 'x');
  expect(await refused(handler.execute('k', {}, () => 1))).toBe('LOCK_FAILED');
  expect(types().slice(2)).toEqual(['foreign-record', 'foreign-record']);
});
