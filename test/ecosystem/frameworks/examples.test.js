'use strict';

const path = require('node:path');

const { generateIdempotencyKey: newKey } = require('../../..');
const { startApp } = require('../../helpers/app-process');
const { sharedRedis } = require('../../helpers/each-store');
const { ROOT } = require('../../helpers/project');

jest.setTimeout(60_000);

const NODE_PATH = path.join(ROOT, 'test/ecosystem/node_modules');
const start = (name, env) => startApp(`examples/${name}/server.js`, { NODE_PATH, ...env });

describe.each(['fastify', 'koa', 'hono', 'node-http'])('the example of %s', (name) => {
  test('places one order for requests that race in two processes', async () => {
    const env = { REDIS_URL: (await sharedRedis()).url };
    const clients = (await Promise.all([start(name, env), start(name, env)])).map(
      ({ client }) => client,
    );
    const sent = { key: newKey(), body: { item: 'book' } };
    const first = await clients[0].post('/orders', sent);
    expect(first).toMatchObject({ status: 201, cached: false, json: { item: 'book' } });
    const retries = await Promise.all(
      Array.from({ length: 10 }, (_, i) => clients[i % 2].post('/orders', sent)),
    );
    for (const retry of retries) {
      expect(retry).toMatchObject({ status: 201, cached: true, text: first.text });
    }
    const orders = await Promise.all(clients.map(async (client) => client.get('/orders')));
    expect(orders.map(({ json }) => json)).toEqual([[first.json], []]);
  });

  test('refuses a request without a key and one with another body, without a server', async () => {
    const { client } = await start(name);
    const key = newKey();
    await client.post('/orders', { key, body: { item: 'book' } });
    expect(await client.post('/orders', { body: { item: 'book' } })).toMatchObject({
      status: 400,
      error: 'IDEMPOTENCY_KEY_REQUIRED',
    });
    expect(await client.post('/orders', { key, body: { item: 'car' } })).toMatchObject({
      status: 422,
      error: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect((await client.get('/orders')).json).toHaveLength(1);
  });

  test('ends by SIGTERM', async () => {
    const { process: child, client } = await start(name);
    await client.post('/orders', { key: newKey(), body: { item: 'book' } });
    child.signal('SIGTERM');
    expect(await child.exited).toEqual({ code: 0, signal: null });
  });
});
