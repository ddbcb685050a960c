'use strict';

const { once } = require('node:events');
const http = require('node:http');
const express = require('express');
const { createStore, idempotency, idempotencyErrors } = require('onceonly');
const { gate } = require('onceonly/testing');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { HttpClient } = require('../../helpers/http');
const { snippetsOf } = require('../../helpers/readme');

// The switch-over of docs/migrating/: the tutorial's app as it is, and a new one with the bridge, on one Redis.
const [tutorial] = snippetsOf('docs/migrating/from-the-tutorial.md');
const [bridge] = snippetsOf('docs/migrating/records.md');

let redis;
let server;
beforeAll(async () => {
  server = await sharedRedis();
  const call =
    (name) =>
    (...args) =>
      server.command(name, ...args);
  redis = { get: call('GET'), set: call('SET'), del: call('DEL'), mget: call('MGET') };
});

function authenticate(req, res, next) {
  req.user = { id: 'ann' };
  next();
}

async function serve(app) {
  const listening = http.createServer(app).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  atEnd(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return new HttpClient(listening.address().port);
}

/** The app of the tutorial, with its own client of Redis. */
function serveOld(orders) {
  const app = express();
  app.use(express.json());
  const names = ['app', 'redis', 'authenticate', 'orders'];
  const code = tutorial.replace(/^const redis = .*$/m, '');
  new Function(...names, code)(app, redis, authenticate, orders);
  return serve(app);
}

function serveNew(orders) {
  const app = express();
  app.use(express.json());
  const store = createStore({ redis: server.url });
  atEnd(() => store.close());
  const retrySafe = idempotency({ mode: 'response', store, scope: (req) => req.user.id });
  const createOrder = async (req, res) => res.status(201).json(await orders.create(req.body));
  const names = ['app', 'redis', 'authenticate', 'retrySafe', 'createOrder'];
  new Function(...names, bridge)(app, redis, authenticate, retrySafe, createOrder);
  app.use(idempotencyErrors());
  return serve(app);
}

test('no key of the old version runs again with the bridge, and new keys run once', async () => {
  const held = gate();
  const old = { create: jest.fn(async ({ item }) => ({ item, by: 'old' })) };
  const fresh = { create: jest.fn(async ({ item }) => ({ item, by: 'new' })) };
  const [before, after] = [await serveOld(old), await serveNew(fresh)];
  const order = (client, key, item = 'tea') => client.post('/orders', { key, body: { item } });

  await order(before, 'done');
  old.create.mockImplementationOnce(async ({ item }) => ({ item, by: await held.wait() }));
  const running = order(before, 'running');
  await held.reached;

  expect((await order(after, 'done')).json).toEqual({ item: 'tea', by: 'old' });
  const early = await order(after, 'running');
  expect([early.status, early.headers['retry-after']]).toEqual([409, '5']);
  held.open('old, late');
  await running;
  expect((await order(after, 'running')).json).toEqual({ item: 'tea', by: 'old, late' });
  expect(fresh.create).not.toHaveBeenCalled();

  const first = await order(after, 'fresh');
  expect(first).toMatchObject({ status: 201, cached: false, json: { by: 'new' } });
  expect(await order(after, 'fresh')).toMatchObject({ cached: true, text: first.text });
  expect(old.create).toHaveBeenCalledTimes(2);
});
