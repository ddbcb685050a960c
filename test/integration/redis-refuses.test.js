'use strict';

const { createStore, generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { atEnd } = require('../helpers/cleanups');
const { onEachExpress } = require('../helpers/express-versions');
const { startRedis } = require('../helpers/redis-server');

onEachExpress((express) => {
  let redis;

  beforeAll(async () => {
    redis = await startRedis();
  });

  async function serveOn(url) {
    const store = createStore({ redis: url });
    atEnd(() => store.close());
    const operation = jest.fn(async () => 'ran');
    return { operation, client: await serveRoute(express, { store, budgetMs: 500 }, operation) };
  }

  test('a Redis that is full replays and refuses new work only', async () => {
    const { client, operation } = await serveOn(redis.url);
    const sent = { key: newKey(), body: {} };
    await client.post('/run', sent);
    await redis.command('CONFIG', 'SET', 'maxmemory', '1');
    const replay = await client.post('/run', sent);
    const other = await client.post('/run', { ...sent, body: { a: 1 } });
    const fresh = await client.post('/run', { key: newKey(), body: {} });
    await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    expect(replay).toMatchObject({ status: 200, cached: true });
    expect(other).toMatchObject({ status: 422 });
    expect(fresh).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
    expect(fresh.text).not.toMatch(/maxmemory|OOM/);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('a wrong password is a 503 that does not say so', async () => {
    const guarded = await startRedis({ args: ['--requirepass', 'right'] });
    const refused = await serveOn(`redis://:wrong@127.0.0.1:${guarded.port}`);
    const answer = await refused.client.post('/run', { key: newKey(), body: {} });
    expect(answer).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
    expect(answer.text).not.toMatch(/password|WRONGPASS|NOAUTH/i);
    const served = await serveOn(`redis://:right@127.0.0.1:${guarded.port}`);
    expect(await served.client.post('/run', { key: newKey(), body: {} })).toMatchObject({
      status: 200,
    });
  });

  test.each(['TIME', 'GET', 'GETEX', 'PTTL', 'SET', 'DEL', 'EVALSHA'])(
    'a Redis without %s is found out before an operation runs',
    async (command) => {
      const lacking = await startRedis({ args: ['--rename-command', command, ''] });
      const { client, operation } = await serveOn(lacking.url);
      const answer = await client.post('/run', { key: newKey(), body: {} });
      expect(answer).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
      expect(operation).not.toHaveBeenCalled();
      await lacking.stop();
    },
  );

  test('a Redis whose scripts were flushed is taught them again', async () => {
    const { client } = await serveOn(redis.url);
    await client.post('/run', { key: newKey(), body: {} });
    await redis.command('SCRIPT', 'FLUSH');
    expect(await client.post('/run', { key: newKey(), body: {} })).toMatchObject({ status: 200 });
  });

  test('a foreign record is a 503, never a 422', async () => {
    const { client, operation } = await serveOn(redis.url);
    const sent = { key: newKey(), body: {} };
    await client.post('/run', sent);
    const [name] = await redis.command('KEYS', '*');
    for (const each of await redis.command('KEYS', '*')) await redis.command('SET', each, '9|odd');
    expect(name).toMatch(/^idem:result:\{[A-Za-z0-9_-]{43}\}$/);
    expect(await client.post('/run', sent)).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('a unix socket and a database number are addresses as well', async () => {
    const { client } = await serveOn(`unix://${redis.socketPath}`);
    expect(await client.post('/run', { key: newKey(), body: {} })).toMatchObject({ status: 200 });
    const inFour = await serveOn(`${redis.url}/4`);
    await inFour.client.post('/run', { key: newKey(), body: {} });
    expect(await redis.command('INFO', 'keyspace')).toMatch(/^db4:keys=1/m);
  });
});
