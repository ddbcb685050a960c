'use strict';

const http = require('node:http');
const { once } = require('node:events');
const { createStore, generateIdempotencyKey: newKey } = require('onceonly');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { HttpClient } = require('../../helpers/http');
const { listFiles, readText } = require('../../helpers/project');
const { asScript, findSnippets } = require('../../helpers/readme');

const PAGES = listFiles('docs/migrating', /\.md$/);
const apps = PAGES.flatMap((page) =>
  findSnippets(readText(page))
    .filter(({ code }) => code.includes("from 'onceonly'"))
    .map(({ line, code }) => [page, line, asScript(code)]),
);

function authenticate(req, res, next) {
  req.user = { id: req.get('X-User') };
  next();
}

/** Serves the app of a snippet with what the reader has: `authenticate`, `orders` and `createOrder`. */
async function serveSnippet(code) {
  const redis = (await sharedRedis()).url;
  const orders = { create: jest.fn(async ({ item }) => ({ item, number: newKey() })) };
  const createOrder = async (req, res) => res.status(201).json(await orders.create(req.body));
  const names = ['require', 'process', 'authenticate', 'orders', 'createOrder'];
  const build = new Function(...names, `${code}\nreturn app;`);
  const app = build(require, { env: { REDIS_URL: redis } }, authenticate, orders, createOrder);
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    server.closeAllConnections();
    server.close();
    return Promise.all(
      [{}, { prefix: 'shop' }].map((more) => createStore({ redis, ...more }).close()),
    );
  });
  return { client: new HttpClient(server.address().port), orders };
}

test('the pages show an app for each way', () => {
  expect(apps).toHaveLength(4);
});

describe.each(apps)('the app of %s at line %d', (page, line, code) => {
  let client;
  let orders;

  beforeAll(async () => {
    ({ client, orders } = await serveSnippet(code));
  });

  const post = (key, item, user = 'ann') =>
    client.post('/orders', { key, headers: { 'X-User': user }, body: { item } });

  test('answers a retry with the status and the body of the first answer', async () => {
    const key = newKey();
    orders.create.mockClear();
    const first = await post(key, 'tea');
    const retry = await post(key, 'tea');
    expect(first).toMatchObject({ status: 201, cached: false, json: { item: 'tea' } });
    expect(retry).toMatchObject({ status: 201, cached: true, text: first.text });
    expect(orders.create).toHaveBeenCalledTimes(1);
  });

  test('refuses another order under the same key, and tells users apart', async () => {
    const key = newKey();
    await post(key, 'tea');
    expect(await post(key, 'milk')).toMatchObject({ status: 422 });
    expect(await post(key, 'milk', 'bob')).toMatchObject({ status: 201, cached: false });
  });
});
