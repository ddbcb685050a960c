'use strict';

const { createStore, generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { atEnd } = require('../helpers/cleanups');
const { onEachSetup, sharedRedis } = require('../helpers/each-store');
const { onEachExpress } = require('../helpers/express-versions');
const { gatedOperation } = require('../helpers/gate');
const { until } = require('../helpers/until');

const LEASE_S = 0.5;
const LEASES = 5;

onEachSetup((express, store) => {
  test('an operation that runs for many leases keeps its key, and runs once', async () => {
    const { run, begun, finish } = gatedOperation();
    const client = await serveRoute(express, { store: store(), lockTTL: LEASE_S }, run);
    const sent = { key: newKey(), body: {} };
    const first = client.post('/run', sent);
    await begun;
    const beganAt = performance.now();
    const seen = new Set();
    await until(async () => {
      const { status, error } = await client.post('/run', sent);
      seen.add(`${status} ${error}`);
      return performance.now() - beganAt > LEASES * LEASE_S * 1000;
    }, 'the leases have passed');
    finish('done');
    expect(await first).toMatchObject({ status: 200, cached: false, json: 'done' });
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: true });
    expect([...seen]).toEqual(['409 REQUEST_IN_PROGRESS']);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('a running key shows its lease, and a done one its result', async () => {
    const { run, begun, finish } = gatedOperation();
    const client = await serveRoute(express, { store: store() }, run);
    const key = newKey();
    const address = { key, method: 'POST', path: '/run' };
    const first = client.post('/run', { key, body: {} });
    await begun;
    const running = await store().inspect(address);
    finish('done');
    await first;
    const done = await store().inspect(address);
    expect(running).toMatchObject({ state: 'running', kind: null, attempt: 1 });
    expect(running.leaseLeft).toBeGreaterThan(0);
    expect(running.leaseLeft).toBeLessThanOrEqual(60);
    expect(done).toMatchObject({
      state: 'done',
      kind: 'value',
      label: 'POST:/run',
      leaseLeft: null,
    });
    expect(done.fence).toBe(running.fence);
  });
});

onEachExpress((express) => {
  test('Redis keeps the claim for longer than its lease', async () => {
    const { run, begun, finish } = gatedOperation();
    const redis = await sharedRedis();
    const store = createStore({ redis: redis.url });
    atEnd(() => store.close());
    const options = { store, lockTTL: 1, resultTTL: 60, abandonedTTL: 120 };
    const client = await serveRoute(express, options, run);
    const key = newKey();
    const first = client.post('/run', { key, body: {} });
    await begun;
    const { id } = await store.inspect({ key, method: 'POST', path: '/run' });
    const left = await redis.command('PTTL', `idem:result:{${id}}`);
    finish('done');
    await first;
    expect(left).toBeGreaterThan(60_000);
    expect(left).toBeLessThanOrEqual(120_000);
  });
});
