'use strict';

const { once } = require('node:events');
const net = require('node:net');
const { generateIdempotencyKey: newKey } = require('onceonly');
const { startApp } = require('../helpers/app-process');
const { atEnd } = require('../helpers/cleanups');
const { sharedRedis } = require('../helpers/each-store');
const { onEachExpress } = require('../helpers/express-versions');
const { findFreePort } = require('../helpers/free-port');
const { startProxy } = require('../helpers/tcp-proxy');

const LONGEST_EXIT_MS = 3000;
const LONGEST_DRAIN_MS = 5000;

/** A server that accepts connections and never says anything. */
async function startBlackHole() {
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `redis://127.0.0.1:${server.address().port}`;
}

const stores = [
  ['on the embedded store', 200, async () => undefined],
  ['on Redis', 200, async () => (await sharedRedis()).url],
  ['with Redis refusing', 503, async () => `redis://127.0.0.1:${await findFreePort()}`],
  ['with Redis black-holed', 503, startBlackHole],
];

async function expectExit(child, since, limitMs) {
  expect(await child.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - since).toBeLessThan(limitMs);
}

onEachExpress((express, expressName) => {
  test.each(stores)(
    '%s the process ends by itself when its server has closed',
    async (name, status, urlOf) => {
      const url = await urlOf();
      const env = { EXPRESS: expressName, ...(url && { REDIS_URL: url }) };
      const app = await startApp('test/integration/apps/one-request.js', env);
      const answer = await app.client.post('/run', { key: newKey(), body: {} });
      const closed = performance.now();
      expect(answer.status).toBe(status);
      await expectExit(app.process, closed, LONGEST_EXIT_MS);
    },
  );

  test('the process ends when it has tried for a while to store a result that Redis could not take', async () => {
    const proxy = await startProxy((await sharedRedis()).port);
    const env = { EXPRESS: expressName, REDIS_URL: proxy.url, HOLD: '1' };
    const app = await startApp('test/integration/apps/one-request.js', env);
    const answering = app.client.post('/run', { key: newKey(), body: {} });
    await app.process.firstMatch(/begun/);
    proxy.cut();
    app.process.signal('SIGUSR2');
    const answer = await answering;
    const closed = performance.now();
    expect(answer.headers['idempotency-status']).toBe('not-stored');
    await expectExit(app.process, closed, LONGEST_DRAIN_MS);
  });
});
