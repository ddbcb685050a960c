'use strict';

const { createStore, generateIdempotencyKey: newKey } = require('onceonly');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { onEachMode, onEachModeAndStore } = require('./each-mode');

onEachModeAndStore((serveRun, store) => {
  test('no header of a client steers the middleware', async () => {
    const run = jest.fn(async () => 'ran');
    const client = await serveRun({ store: store() }, run);
    const headers = {
      'x-hit': 'true',
      'Idempotency-Cached': 'true',
      'Idempotent-Replayed': 'true',
      'Idempotency-Status': 'unprotected',
    };
    const sent = { key: newKey(), body: {} };
    const forged = await client.post('/run', { ...sent, headers });
    expect(forged).toMatchObject({ status: 200, cached: false, json: 'ran' });
    expect(forged.headers).not.toHaveProperty('idempotent-replayed');
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: true });
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('a key that is used for another request is answered with 422', async () => {
    const client = await serveRun({ store: store() }, async () => 'ran');
    const key = newKey();
    await client.post('/run', { key, body: { amount: 1 } });
    const other = await client.post('/run', { key, body: { amount: 2 } });
    expect(other).toMatchObject({ status: 422, error: 'IDEMPOTENCY_KEY_REUSED' });
  });
});

onEachMode((serveRun) => {
  test('nothing of a request is stored but digests', async () => {
    const redis = await sharedRedis();
    const own = createStore({ redis: redis.url, prefix: 'look' });
    atEnd(() => own.close());
    const client = await serveRun({ store: own }, async () => 'ran');
    const secret = newKey();
    const headers = { Authorization: `Bearer ${secret}`, Cookie: `session=${secret}` };
    const key = newKey();
    await client.post('/run', { key, headers, body: { secret } });
    const names = await redis.command('KEYS', 'look:*');
    const values = await Promise.all(names.map((name) => redis.command('GET', name)));
    expect(values.length).toBeGreaterThan(0);
    for (const text of [...names, ...values]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(key);
    }
  });
});
