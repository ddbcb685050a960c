'use strict';

const { createStore, generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { atEnd } = require('../helpers/cleanups');
const { onEachExpress } = require('../helpers/express-versions');
const { redisBehindProxy } = require('../helpers/redis-behind-proxy');
const { until } = require('../helpers/until');

const LONGEST_REFUSAL_MS = 3000;

onEachExpress((express) => {
  const link = redisBehindProxy();

  /** A route on the store at `url`, and its operation. */
  async function serveOn(url) {
    const store = createStore({ redis: url });
    atEnd(() => store.close());
    const operation = jest.fn(async () => 'ran');
    return { store, operation, client: await serveRoute(express, { store }, operation) };
  }

  async function expectRefusal({ client, operation }, sent = { key: newKey(), body: {} }) {
    operation.mockClear();
    const began = performance.now();
    const answer = await client.post('/run', sent);
    expect(performance.now() - began).toBeLessThan(LONGEST_REFUSAL_MS);
    expect(answer).toMatchObject({ status: 503, error: 'LOCK_FAILED', json: { retryable: true } });
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(operation).not.toHaveBeenCalled();
  }

  async function expectRun({ client, operation }, sent = { key: newKey(), body: {} }) {
    operation.mockClear();
    const answer = await until(async () => {
      const { status, cached } = await client.post('/run', sent);
      return status === 200 && { cached };
    }, 'the store is back');
    expect(answer.cached).toBe(false);
    expect(operation).toHaveBeenCalledTimes(1);
  }

  test('a request gets 503 while the port of Redis is closed, and the app goes on when it opens again', async () => {
    const app = await serveOn(link.redis.url);
    await expectRun(app);
    await link.redis.stop();
    await expectRefusal(app);
    await link.redis.startAgain();
    await expectRun(app);
  });

  test('an app that starts while Redis is away refuses, and works when Redis has come', async () => {
    await link.redis.stop();
    const app = await serveOn(link.redis.url);
    await expectRefusal(app);
    await link.redis.startAgain();
    await expectRun(app);
  });

  test('a request gets 503 while Redis is stopped, and the app goes on when it continues', async () => {
    const app = await serveOn(link.redis.url);
    await expectRun(app);
    link.redis.pause();
    await expectRefusal(app).finally(() => link.redis.resume());
    await expectRun(app);
  });

  test.each([
    ['before Redis sees the command', 'request'],
    ['before its reply comes', 'reply'],
  ])(
    'a connection cut in mid-command, %s, is a 503, and the same key can be used again',
    async (when, cutAt) => {
      const app = await serveOn(link.proxy.url);
      await expectRun(app);
      const sent = { key: newKey(), body: {} };
      link.proxy.cutWhen((text, direction) => direction === cutAt);
      await expectRefusal(app, sent);
      link.proxy.mend();
      await expectRun(app, sent);
    },
  );

  test('a connection cut once in mid-command is made again inside the budget, and the operation runs once', async () => {
    const app = await serveOn(link.proxy.url);
    await expectRun(app);
    app.operation.mockClear();
    let cuts = 0;
    link.proxy.cutWhen((text, direction) => direction === 'reply' && cuts++ === 0);
    const answering = app.client.post('/run', { key: newKey(), body: {} });
    await until(() => cuts > 0, 'the connection is cut');
    link.proxy.mend();
    expect(await answering).toMatchObject({ status: 200, cached: false });
    expect(app.operation).toHaveBeenCalledTimes(1);
  });

  test('ten requests at once are all refused in time', async () => {
    const app = await serveOn(link.proxy.url);
    link.proxy.cut();
    await Promise.all(Array.from({ length: 10 }, () => expectRefusal(app)));
    link.proxy.mend();
    await expectRun(app);
  });
});
