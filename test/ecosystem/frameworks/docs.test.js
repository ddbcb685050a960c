'use strict';

const http = require('node:http');

const { createAdaptorServer } = require('@hono/node-server');
const { bodyParser } = require('@koa/bodyparser');
const Fastify = require('fastify');
const { Hono } = require('hono');
const Koa = require('koa');

const { sharedRedis } = require('../../helpers/each-store');
const { asScript, snippetsOf } = require('../../helpers/readme');
const { clientOf, serve } = require('./servers/serve');

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
const ORDER = { key: 'k', body: { item: 'book' }, headers: { 'X-User': 'ann' } };

/** Koa with somebody who is signed in. */
class SignedInKoa extends Koa {
  constructor() {
    super();
    this.use((ctx, next) => {
      ctx.state.user = { id: 'ann' };
      return next();
    });
  }
}

/** Hono with somebody who is signed in. */
class SignedInHono extends Hono {
  constructor() {
    super();
    this.use((c, next) => {
      c.set('user', { id: 'ann' });
      return next();
    });
  }
}

const packages = {
  '@hono/node-server': { serve() {} },
  '@koa/bodyparser': { bodyParser },
  fastify: Fastify,
  hono: { Hono: SignedInHono },
  koa: SignedInKoa,
  'node:http': http,
  'onceonly/core': require('../../../lib/core'),
  'onceonly/fastify': require('../../../lib/adapters/fastify'),
  'onceonly/hono': require('../../../lib/adapters/hono'),
  'onceonly/http': require('../../../lib/adapters/http'),
  'onceonly/koa': require('../../../lib/adapters/koa'),
};

/** Runs the first example of a page, with its orders, and gives what it has under a name. */
async function exampleOf(page, name, orders) {
  const [code] = snippetsOf(`docs/guides/frameworks/${page}.md`);
  const { url } = await sharedRedis();
  const scope = {
    require: (wanted) => packages[wanted],
    process: { env: { REDIS_URL: url } },
    orders,
  };
  const run = new AsyncFunction(...Object.keys(scope), `${asScript(code)}\nreturn ${name};`);
  return run(...Object.values(scope));
}

async function listening(app) {
  await app.listen({ port: 0, host: '127.0.0.1' });
  return clientOf(app.server, () => app.close());
}

test.each([
  ['fastify', 'fastify', listening],
  ['koa', 'app', (app) => serve(http.createServer(app.callback()))],
  ['hono', 'app', (app) => serve(createAdaptorServer({ fetch: app.fetch }))],
  ['node-http', 'server', serve],
  ['other', 'server', serve],
])('the example of the page %s makes one order for two requests', async (page, name, start) => {
  const orders = { create: jest.fn(async ({ item, effectId }) => ({ item, effectId })) };
  const client = await start(await exampleOf(page, name, orders));
  const key = `${page}-${process.pid}-${performance.now()}`;
  const answers = [];
  for (let i = 0; i < 2; i++) answers.push(await client.post('/orders', { ...ORDER, key }));
  expect(answers.map(({ status, cached }) => [status, cached])).toEqual([
    [201, false],
    [201, true],
  ]);
  expect(answers[1].json).toEqual({ item: 'book', effectId: expect.any(String) });
  expect(answers[1].json).toEqual(answers[0].json);
  const other = await client.post('/orders', { ...ORDER, key, body: { item: 'pen' } });
  expect([other.status, other.error]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  expect(orders.create).toHaveBeenCalledTimes(1);
});
