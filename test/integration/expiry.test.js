'use strict';

const {
  asyncRoute,
  createStore,
  generateIdempotencyKey: newKey,
  idempotency,
} = require('onceonly');
const { serve, serveRoute } = require('../helpers/app');
const { atEnd } = require('../helpers/cleanups');
const { onEachSetup, sharedRedis } = require('../helpers/each-store');
const { onEachExpress } = require('../helpers/express-versions');
const { until } = require('../helpers/until');

const addressOf = (key) => ({ key, method: 'POST', path: '/run' });

onEachSetup((express, store) => {
  test('a key runs again when the store says that its result has expired', async () => {
    const operation = jest.fn(async () => ({ run: operation.mock.calls.length }));
    const client = await serveRoute(express, { store: store(), resultTTL: 1 }, operation);
    const sent = { key: newKey(), body: {} };
    await client.post('/run', sent);
    const { state, expiresIn } = await store().inspect(addressOf(sent.key));
    expect(state).toBe('done');
    expect(expiresIn).toBeLessThanOrEqual(1);
    await until(async () => (await store().inspect(addressOf(sent.key))) === null, 'it expired');
    expect(await client.post('/run', sent)).toMatchObject({ cached: false, json: { run: 2 } });
  });

  test('an error expires like a result', async () => {
    const operation = jest.fn(async () => {
      throw Object.assign(new Error('no'), { status: 402 });
    });
    const client = await serveRoute(express, { store: store(), resultTTL: 1 }, operation);
    const sent = { key: newKey(), body: {} };
    expect(await client.post('/run', sent)).toMatchObject({ status: 402, cached: false });
    await until(async () => (await store().inspect(addressOf(sent.key))) === null, 'it expired');
    expect(await client.post('/run', sent)).toMatchObject({ status: 402, cached: false });
    expect(operation).toHaveBeenCalledTimes(2);
  });

  test('a call may keep its result for a time of its own', async () => {
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store(), resultTTL: 10 }));
      app.post(
        '/run',
        asyncRoute(async (req, res) => {
          const { result } = await req.idempotency.execute(() => 1, { resultTTL: 5000 });
          res.json(result);
        }),
      );
    });
    const key = newKey();
    await client.post('/run', { key, body: {} });
    const { expiresIn } = await store().inspect(addressOf(key));
    expect(expiresIn).toBeGreaterThan(10);
    expect(expiresIn).toBeLessThanOrEqual(5000);
  });
});

onEachExpress((express) => {
  test('Redis itself forgets the one record of a key after resultTTL', async () => {
    const redis = await sharedRedis();
    const store = createStore({ redis: redis.url });
    atEnd(() => store.close());
    const client = await serveRoute(express, { store, resultTTL: 600 }, async () => 1);
    const key = newKey();
    await client.post('/run', { key, body: {} });
    const { id } = await store.inspect(addressOf(key));
    expect(await redis.command('KEYS', `*{${id}}`)).toEqual([`idem:result:{${id}}`]);
    const left = await redis.command('PTTL', `idem:result:{${id}}`);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(600_000);
  });
});
