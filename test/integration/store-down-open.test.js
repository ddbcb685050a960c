'use strict';

const { generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { onEachExpress } = require('../helpers/express-versions');
const { redisBehindProxy } = require('../helpers/redis-behind-proxy');
const { until } = require('../helpers/until');

onEachExpress((express) => {
  const link = redisBehindProxy();

  async function serveOpen(operation) {
    const store = link.openStore();
    const options = { store, onStoreDown: 'open', budgetMs: 200 };
    return serveRoute(express, options, operation);
  }

  test('the operation runs unprotected and says so; its result is offered when the store is back', async () => {
    const operation = jest.fn(async () => ({ run: operation.mock.calls.length }));
    const client = await serveOpen(operation);
    const sent = { key: newKey(), body: {} };
    link.proxy.cut();
    const first = await client.post('/run', sent);
    link.proxy.mend();
    expect(first).toMatchObject({ status: 200, cached: false, json: { run: 1 } });
    expect(first.headers['idempotency-status']).toBe('unprotected');
    const replay = await until(async () => {
      const answer = await client.post('/run', sent);
      return answer.cached === true && answer;
    }, 'the result is in the store');
    expect(replay.status).toBe(200);
    expect(replay.headers).not.toHaveProperty('idempotency-status');
  });

  test('an error of the operation is answered, and not kept', async () => {
    const operation = jest.fn(async () => {
      throw Object.assign(new Error('Declined.'), { status: 402 });
    });
    const client = await serveOpen(operation);
    const sent = { key: newKey(), body: {} };
    link.proxy.cut();
    const answers = [await client.post('/run', sent), await client.post('/run', sent)];
    link.proxy.mend();
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 402, cached: false });
      expect(answer.headers['idempotency-status']).toBe('unprotected');
    }
    expect(operation).toHaveBeenCalledTimes(2);
  });

  test('nothing is different with a store that answers', async () => {
    const client = await serveOpen(async () => 'ran');
    const sent = { key: newKey(), body: {} };
    const first = await client.post('/run', sent);
    expect(first).toMatchObject({ status: 200, cached: false });
    expect(first.headers).not.toHaveProperty('idempotency-status');
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: true });
  });
});

test("a required key with onStoreDown: 'open' needs acceptDuplicates: true", () => {
  const redis = 'redis://127.0.0.1:6379';
  const options = { redis, required: true, onStoreDown: 'open' };
  expect(() => idempotency(options)).toThrow(/acceptDuplicates: true/);
  expect(idempotency({ ...options, acceptDuplicates: true })).toBeInstanceOf(Function);
});
