'use strict';

const { once } = require('node:events');
const http = require('node:http');

const { createAdaptorServer } = require('@hono/node-server');
const { bodyParser } = require('@koa/bodyparser');
const Fastify = require('fastify');
const { Hono } = require('hono');
const Koa = require('koa');

const { createIdempotency } = require('../../../lib/core');
const { testStore } = require('../../../lib/testing');
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

  listen(...args) {
    this.server = super.listen(...args);
    return this.server;
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
  onceonly: require('../../../lib'),
  'onceonly/core': require('../../../lib/core'),
  'onceonly/fastify': require('../../../lib/adapters/fastify'),
  'onceonly/hono': require('../../../lib/adapters/hono'),
  'onceonly/http': require('../../../lib/adapters/http'),
  'onceonly/koa': require('../../../lib/adapters/koa'),
};

/** Runs the first example of a page on a free port, with its orders, and gives what it has under a name. */
async function exampleOf(page, name, orders) {
  const [code] = snippetsOf(`docs/guides/frameworks/${page}.md`);
  const { url } = await sharedRedis();
  const scope = {
    require: (wanted) => packages[wanted],
    process: { env: { REDIS_URL: url } },
    orders,
  };
  const run = new AsyncFunction(
    ...Object.keys(scope),
    `${asScript(code).replace('3000', '0')}\nreturn ${name};`,
  );
  return run(...Object.values(scope));
}

/** A client for a server that an example has told to listen. */
async function started(server) {
  if (!server.listening) await once(server, 'listening');
  return clientOf(server);
}

const PAGES = [
  ['fastify', 'fastify', (app) => clientOf(app.server, () => app.close())],
  ['koa', 'app', (app) => started(app.server)],
  ['hono', 'app', (app) => serve(createAdaptorServer({ fetch: app.fetch }))],
  ['node-http', 'server', started],
  ['other', 'server', started],
];

test.each(PAGES)(
  'the example of the page %s makes one order for two requests',
  async (page, name, start) => {
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
  },
);

test.each(PAGES)(
  'the example of the page %s goes on after an error, a bad body and a client that leaves',
  async (page, name, start) => {
    const create = jest.fn(async ({ item }) => ({ item }));
    create.mockRejectedValueOnce(new Error('broken'));
    const client = await start(await exampleOf(page, name, { create }));
    const keyed = (sent) => ({ ...ORDER, key: `${page}-${performance.now()}`, ...sent });
    expect((await client.post('/orders', keyed())).status).toBe(500);
    const headers = { ...ORDER.headers, 'Content-Type': 'application/json' };
    const bad = await client.post('/orders', keyed({ body: '{', headers }));
    expect([400, 500]).toContain(bad.status);
    const { request, answered } = client.begin('POST', '/orders', keyed({ end: false }));
    request.on('error', () => {});
    answered.catch(() => {});
    const left = new Promise((resolve) => request.once('close', resolve));
    // The server has a part of the body.
    await new Promise((resolve) => request.write('{', resolve));
    request.destroy();
    await left;
    expect(await client.post('/orders', keyed())).toMatchObject({ status: 201, cached: false });
  },
);

test('the example of begin() settles a turn whose handler throws, too', async () => {
  const idempotency = createIdempotency({ mode: 'response', store: testStore(), scope: false });
  const [, code] = snippetsOf('docs/guides/frameworks/other.md');
  const handle = jest.fn(async () => ({ status: 201, body: 'made' }));
  handle.mockRejectedValueOnce(new Error('broken'));
  const answer = new Function('idempotency', 'handle', `${code}\nreturn answer;`)(
    idempotency,
    handle,
  );
  const send = jest.fn((response, headers) => [response.status, headers['Idempotency-Cached']]);
  const by = (key) =>
    answer({ method: 'POST', url: '/a', headers: { 'idempotency-key': key } }, {}, send);
  await expect(by('a')).rejects.toThrow('broken');
  await expect(by('a')).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  expect(await by('b')).toEqual([201, 'false']);
  expect(await by('b')).toEqual([201, 'true']);
  expect(handle).toHaveBeenCalledTimes(2);
});
