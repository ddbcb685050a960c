'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const { once } = require('node:events');
const {
  createStore,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve } = require('../../helpers/app');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { onEachExpress } = require('../../helpers/express-versions');
const { startProxy } = require('../../helpers/tcp-proxy');
const { until } = require('../../helpers/until');

const LEASE_S = 0.5;
const USERS = ['ann', 'bob', 'eve'];
const requests = new AsyncLocalStorage();

onEachExpress((express) => {
  let proxy;
  let store;
  let told;

  beforeEach(async () => {
    proxy = await startProxy((await sharedRedis()).port);
    store = createStore({ redis: proxy.url });
    atEnd(() => store.close());
    told = [];
  });

  /** An app that knows the user of a request by AsyncLocalStorage, as tracing does, and tells what it hears as whom. */
  function serveUsers(operation, options) {
    const labels = new Map();
    const tell = (what, id) => told.push([what, labels.get(id) ?? id, requests.getStore()]);
    const onEvent = ({ type, id }) => {
      if (type === 'begun') labels.set(id, requests.getStore());
      tell(type, id);
    };
    const logger = Object.fromEntries(
      ['debug', 'info', 'warn', 'error'].map((level) => [
        level,
        ({ type, id }) => tell(`logged ${type}`, id),
      ]),
    );
    return serve(express, (app) => {
      app.use((req, res, next) => requests.run(req.body.user, next));
      app.use(idempotency({ store, lockTTL: LEASE_S, onEvent, logger, ...options }));
      app.post('/run', idempotentRoute(operation));
    });
  }

  const send = (client) =>
    Promise.all(USERS.map((user) => client.post('/run', { key: newKey(), body: { user } })));
  const heard = (type) => told.filter(([what]) => what === type);

  function expectEachItsOwn(type) {
    const those = heard(type);
    expect(those.map(([, owner]) => owner).sort()).toEqual(USERS);
    for (const [, owner, user] of those) expect(user).toBe(owner);
  }

  test('when leases pass, every operation and every handler of events hears of its own request', async () => {
    const client = await serveUsers(async ({ body }, { signal }) => {
      const { user } = body;
      signal.addEventListener('abort', () => told.push(['aborted', user, requests.getStore()]));
      if (!signal.aborted) await once(signal, 'abort');
      return { user, after: requests.getStore() };
    });
    const sending = send(client);
    await until(() => heard('begun').length === USERS.length, 'all run');
    proxy.cut();
    await until(() => heard('aborted').length === USERS.length, 'all signals have aborted');
    for (const type of ['aborted', 'lease-lost', 'logged lease-lost']) expectEachItsOwn(type);
    proxy.mend();
    for (const { json } of await sending) expect(json.after).toBe(json.user);
  });

  test('when results are stored late, every handler of events hears of its own request', async () => {
    let goOn = false;
    const client = await serveUsers(async ({ body }) => {
      await until(() => goOn, 'the test goes on');
      return { user: body.user };
    });
    const sending = send(client);
    await until(() => heard('begun').length === USERS.length, 'all run');
    proxy.cut();
    goOn = true;
    await sending;
    proxy.mend();
    await until(() => heard('stored-late').length === USERS.length, 'all results are stored');
    for (const type of ['not-stored', 'stored-late', 'logged stored-late']) expectEachItsOwn(type);
  });

  test('when requests wait for one another, each replay is told in its own', async () => {
    let goOn = false;
    const seen = [];
    const options = { inProgress: 'wait', scope: false };
    const client = await serve(express, (app) => {
      app.use((req, res, next) => requests.run(req.get('X-User'), next));
      const onEvent = ({ type }) => seen.push([type, requests.getStore()]);
      app.use(idempotency({ store, onEvent, ...options }));
      app.post(
        '/run',
        idempotentRoute(() => until(() => goOn, 'the test goes on')),
      );
    });
    const key = newKey();
    const post = (user) => client.post('/run', { key, body: {}, headers: { 'X-User': user } });
    const first = post('ann');
    await until(() => seen.length === 1, 'the first one runs');
    const others = ['bob', 'eve'].map(post);
    goOn = true;
    await Promise.all([first, ...others]);
    expect(seen.filter(([type]) => type === 'replayed').sort()).toEqual([
      ['replayed', 'bob'],
      ['replayed', 'eve'],
    ]);
  });
});
