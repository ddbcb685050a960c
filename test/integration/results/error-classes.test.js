'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { startApp } = require('../../helpers/app-process');
const { sharedRedis } = require('../../helpers/each-store');
const { onEachExpress } = require('../../helpers/express-versions');

onEachExpress((express, packageName) => {
  let clients;

  beforeAll(async () => {
    const { url } = await sharedRedis();
    const env = { EXPRESS: packageName, REDIS_URL: url };
    const apps = [0, 1].map(() => startApp('test/integration/apps/errors.js', env));
    clients = (await Promise.all(apps)).map(({ client }) => client);
  });

  test.each([
    ['a class of its own', '/stock', 409, { left: 3 }],
    ['a class with private members', '/gateway', 402, { reason: 'funds' }],
    ['members', '/members', 422, { limit: 100, status: 422, message: 'too much', isStock: false }],
    ['errors inside', '/several', 400, ['Error: only 0 left', 'TypeError: x']],
    ['a cause of its own class', '/outer', 500, { message: 'outer', isStock: true }],
    ['a DOMException', '/aborted', 500, ['TimeoutError', 23]],
  ])(
    'an error of %s is answered alike at once and by another process',
    async (_, path, status, json) => {
      const sent = { key: newKey(), body: {} };
      const first = await clients[0].post(path, sent);
      expect(first).toMatchObject({ status, cached: false, json });
      for (const client of clients) {
        const retry = await client.post(path, sent);
        expect(retry).toMatchObject({ status, cached: true });
        expect(retry.text).toBe(first.text);
      }
    },
  );
});
