'use strict';

const { MemoryStore, generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { onEachExpress } = require('../helpers/express-versions');
const { gatedOperation } = require('../helpers/gate');
const { until } = require('../helpers/until');

onEachExpress((express) => {
  test('a full store refuses new keys, replays the ones it has, and forgets none before its time', async () => {
    const operation = jest.fn(async () => 'ran');
    const options = { store: new MemoryStore({ maxEntries: 2 }), budgetMs: 50 };
    const client = await serveRoute(express, options, operation);
    const kept = [newKey(), newKey()];
    for (const key of kept) await client.post('/run', { key, body: {} });
    const refused = await client.post('/run', { key: newKey(), body: {} });
    expect(refused).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
    for (const key of kept) {
      expect(await client.post('/run', { key, body: {} })).toMatchObject({
        status: 200,
        cached: true,
      });
    }
    expect(operation).toHaveBeenCalledTimes(2);
  });

  test('a running operation keeps its place in a full store', async () => {
    const { run, begun, finish } = gatedOperation();
    const options = { store: new MemoryStore({ maxEntries: 1 }), budgetMs: 50 };
    const client = await serveRoute(express, options, run);
    const sent = { key: newKey(), body: {} };
    const first = client.post('/run', sent);
    await begun;
    expect((await client.post('/run', { key: newKey(), body: {} })).status).toBe(503);
    finish('done');
    expect(await first).toMatchObject({ status: 200, json: 'done' });
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: true });
  });

  test('expired records make room', async () => {
    const options = { store: new MemoryStore({ maxEntries: 1 }), budgetMs: 50, resultTTL: 0.1 };
    const client = await serveRoute(express, options, async () => 'ran');
    expect((await client.post('/run', { key: newKey(), body: {} })).status).toBe(200);
    const later = await until(async () => {
      const answer = await client.post('/run', { key: newKey(), body: {} });
      return answer.status === 200 && answer;
    }, 'there is room');
    expect(later.cached).toBe(false);
  });
});
