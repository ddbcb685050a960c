'use strict';

const { generateIdempotencyKey: newKey, idempotency, idempotentRoute } = require('onceonly');
const { serve, serveRoute } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

const tenantOf = (req) => req.get('X-Tenant');

onEachSetup((express, store) => {
  const serveScoped = (scope, operation) =>
    serveRoute(express, { store: store(), scope }, operation);

  test.each([
    ['a function', tenantOf],
    ['an async function', async (req) => tenantOf(req)],
  ])('two tenants share no answer with %s as scope', async (name, scope) => {
    const operation = jest.fn(async (req, { effectId }) => ({ tenant: tenantOf(req), effectId }));
    const client = await serveScoped(scope, operation);
    const key = newKey();
    const as = (tenant) =>
      client.post('/run', { key, headers: { 'X-Tenant': tenant }, body: { amount: 1 } });
    const [a, b] = [await as('a'), await as('b')];
    expect([a.json.tenant, b.json.tenant]).toEqual(['a', 'b']);
    expect(a.json.effectId).not.toBe(b.json.effectId);
    expect(await as('a')).toMatchObject({ cached: true, json: a.json });
    expect(await as('b')).toMatchObject({ cached: true, json: b.json });
    expect(operation).toHaveBeenCalledTimes(2);
  });

  test('a user authenticated behind the middleware is the scope', async () => {
    const operation = jest.fn(async (req) => ({ user: req.user }));
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store(), scope: (req) => req.user }));
      const router = express.Router();
      router.use((req, res, next) => {
        req.user = req.get('Authorization')?.replace('Bearer ', '');
        next();
      });
      router.post('/run', idempotentRoute(operation));
      app.use(router);
    });
    const key = newKey();
    const as = (user) =>
      client.post('/run', { key, headers: { Authorization: `Bearer ${user}` }, body: { a: 1 } });
    expect((await as('ann')).json).toEqual({ user: 'ann' });
    expect((await as('bob')).json).toEqual({ user: 'bob' });
    expect(await as('ann')).toMatchObject({ cached: true, json: { user: 'ann' } });
    expect(await client.post('/run', { key, body: { a: 1 } })).toMatchObject({
      status: 500,
      error: 'SCOPE_MISSING',
    });
    expect(operation).toHaveBeenCalledTimes(2);
  });

  test('a scope that ends as a path begins is another scope', async () => {
    const operation = jest.fn(async () => 1);
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store(), scope: (req) => req.get('X-Tenant') }));
      app.use(idempotentRoute(operation));
    });
    const key = newKey();
    const as = (tenant, path) =>
      client.post(path, { key, headers: { 'X-Tenant': tenant }, body: { a: 1 } });
    await as('a', '/b/c');
    await as('a/b', '/c');
    await as('aPOST', '/b/c');
    expect(operation).toHaveBeenCalledTimes(3);
  });

  test('`scope: false` says that all callers share the keys of a route', async () => {
    const operation = jest.fn(async () => 1);
    const client = await serveScoped(false, operation);
    const sent = { key: newKey(), body: {} };
    await client.post('/run', { ...sent, headers: { 'X-Tenant': 'a' } });
    expect(await client.post('/run', sent)).toMatchObject({ cached: true });
  });

  test.each([
    ['returns an empty string', () => ''],
    ['returns undefined', () => undefined],
    ['returns a number', () => 7],
    ['throws', () => JSON.parse('no tenant')],
    ['rejects', () => Promise.reject(new Error('no tenant'))],
    ['rejects with nothing', () => Promise.reject()],
  ])('a scope that %s runs nothing and is never cached', async (name, broken) => {
    let scope = broken;
    const operation = jest.fn(async () => 1);
    const client = await serveScoped((req) => scope(req), operation);
    const sent = { key: newKey(), body: {} };
    const refused = await client.post('/run', sent);
    expect(refused).toMatchObject({ status: 500, error: 'SCOPE_MISSING' });
    expect(refused.text).not.toContain('no tenant');
    expect(operation).not.toHaveBeenCalled();
    scope = () => 'a';
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: false });
  });
});
