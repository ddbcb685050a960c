'use strict';

const {
  asyncRoute,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

const OUR_HEADERS = /^(idempotency-|idempotent-|access-control-expose-headers)/i;

onEachSetup((express, store) => {
  let client;
  let contexts;

  beforeAll(async () => {
    const run = idempotentRoute(async (req, context) => {
      contexts.push(context);
      return { key: context.key ?? null, same: req.idempotency.key === context.key };
    });
    client = await serve(express, (app) => {
      app.post('/optional', idempotency({ store: store() }), run);
      app.all('/required', idempotency({ store: store(), required: true }), run);
      app.all('/only-put', idempotency({ store: store(), required: true, methods: ['put'] }), run);
      app.post(
        '/renamed',
        idempotency({ store: store(), required: true, headerName: 'X-Once' }),
        run,
      );
      app.get(
        '/peek',
        idempotency({ store: store() }),
        asyncRoute(async (req, res) => {
          res.json({ has: typeof req.idempotency.execute, key: req.idempotency.key ?? null });
        }),
      );
    });
  });

  beforeEach(() => {
    contexts = [];
  });

  test('an optional route without a key runs every time and sets no header of ours', async () => {
    const answers = [1, 2].map(() => client.post('/optional', { body: { a: 1 } }));
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ status: 200, json: { key: null, same: true } });
      expect(answer.rawHeaders.filter((name) => OUR_HEADERS.test(name))).toEqual([]);
    }
    expect(contexts).toHaveLength(2);
    expect(contexts[0].effectId).not.toBe(contexts[1].effectId);
    expect(contexts[0]).toMatchObject({ attempt: 1, fence: 0, signal: expect.any(AbortSignal) });
    expect(contexts[0].signal.aborted).toBe(false);
  });

  test('a request without the key that a route requires is refused with a link to its meaning', async () => {
    const answer = await client.post('/required', { body: { a: 1 } });
    expect(answer).toMatchObject({ status: 400, error: 'IDEMPOTENCY_KEY_REQUIRED' });
    expect(answer.headers.link).toMatch(/^<https:\/\/\S+>; rel="describedby"$/);
    expect(contexts).toHaveLength(0);
  });

  test.each(['GET', 'DELETE'])('%s passes without a key where one is required', async (method) => {
    expect((await client.send(method, '/required')).status).toBe(200);
    expect(contexts).toHaveLength(1);
  });

  test('`methods` says where a key is required', async () => {
    expect((await client.send('PUT', '/only-put')).status).toBe(400);
    expect((await client.send('POST', '/only-put')).status).toBe(200);
  });

  test('the key is read from the header that headerName names, in any case', async () => {
    const key = newKey();
    const sent = { headers: { 'x-oNCE': key }, body: {} };
    expect((await client.post('/renamed', sent)).json.key).toBe(key);
    expect(await client.post('/renamed', sent)).toMatchObject({ cached: true });
    expect((await client.post('/renamed', { key, body: {} })).status).toBe(400);
  });

  test('every request that passes the middleware has req.idempotency', async () => {
    expect((await client.get('/peek')).json).toEqual({ has: 'function', key: null });
    expect((await client.get('/peek', { key: 'k' })).json).toEqual({ has: 'function', key: 'k' });
  });

  test('a client cannot set the replay headers of its own answer', async () => {
    const headers = {
      'Idempotency-Cached': 'true',
      'Idempotent-Replayed': 'true',
      'X-Hit': 'true',
    };
    const answer = await client.post('/optional', { key: newKey(), headers, body: {} });
    expect(answer).toMatchObject({ status: 200, cached: false });
    expect(answer.headers).not.toHaveProperty('idempotent-replayed');
  });
});
