'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

const tenantOf = (req) => req.get('X-Tenant');

onEachSetup((express, store) => {
  const serveScoped = (scope, operation) =>
    serveRoute(express, { store: store(), scope }, operation);

  test.each([
    ['a function', tenantOf],
    ['an async function', async (req) => tenantOf(req)],
  ])('with %s as scope two tenants share no answer', async (name, scope) => {
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
