'use strict';

const {
  MemoryStore,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachExpress } = require('../helpers/express-versions');

const scope = (req) => req.get('X-User');
const as = (user, key = newKey()) => ({ key, body: {}, headers: { 'X-User': user } });

onEachExpress((express) => {
  /** Serves POST /run behind an outer and an inner middleware, and POST /outer behind the outer one alone. */
  async function serveBoth(outer, inner) {
    const runs = jest.fn(async (req) => ({ for: req.get('X-User') }));
    const client = await serve(express, (app) => {
      app.use(idempotency(outer));
      app.post('/outer', idempotentRoute(runs));
      const router = express.Router();
      router.use(idempotency(inner));
      router.post('/run', idempotentRoute(runs));
      app.use(router);
    });
    return { client, runs };
  }

  describe('two middlewares on one request', () => {
    const store = () => new MemoryStore();

    test.each([
      ['the outer one', { scope }, { required: true }],
      ['the inner one', {}, { scope }],
      ['the outer one, beside a store of its own in the inner one', { scope }, { store: store() }],
    ])('the scope of %s holds', async (_, outer, inner) => {
      const { client } = await serveBoth({ store: store(), ...outer }, inner);
      const key = newKey();
      const ann = await client.post('/run', as('ann', key));
      const bob = await client.post('/run', as('bob', key));
      expect(ann).toMatchObject({ status: 200, json: { for: 'ann' } });
      expect(bob).toMatchObject({ status: 200, cached: false, json: { for: 'bob' } });
      expect(await client.post('/run', as('ann', key))).toMatchObject({ cached: true });
    });

    test('the inner one may say that every user shares an answer', async () => {
      const { client } = await serveBoth({ store: store(), scope }, { scope: false });
      const key = newKey();
      await client.post('/run', as('ann', key));
      expect(await client.post('/run', as('bob', key))).toMatchObject({
        cached: true,
        json: { for: 'ann' },
      });
    });

    test('the inner one requires a key, on its routes alone', async () => {
      const { client } = await serveBoth({ store: store() }, { required: true });
      const answer = await client.post('/run', { body: {} });
      expect(answer).toMatchObject({ status: 400, error: 'IDEMPOTENCY_KEY_REQUIRED' });
      expect((await client.post('/outer', { body: {} })).status).toBe(200);
    });

    test('an option that is undefined in the inner one is that of the outer one', async () => {
      const { client } = await serveBoth({ store: store(), scope }, { scope: undefined });
      const key = newKey();
      await client.post('/run', as('ann', key));
      expect((await client.post('/run', as('bob', key))).cached).toBe(false);
    });

    test('the store of the outer one holds unless the inner one has its own', async () => {
      const [first, second] = [store(), store()];
      const shared = await serveBoth({ store: first }, { lockTTL: 5 });
      await shared.client.post('/run', as('ann', 'shared'));
      expect(await first.find('shared')).toHaveLength(1);
      const apart = await serveBoth({ store: first }, { store: second });
      await apart.client.post('/run', as('ann', 'apart'));
      expect(await first.find('apart')).toEqual([]);
      expect(await second.find('apart')).toHaveLength(1);
    });

    test('are both told the events that they ask for, once', async () => {
      const told = { outer: [], inner: [] };
      const onEvent = (name) => (event) => told[name].push(event.type);
      const outer = { store: store(), onEvent: onEvent('outer') };
      const inherited = await serveBoth(outer, { required: true });
      await inherited.client.post('/run', as('ann'));
      const run = ['begun', 'completed', 'request'];
      expect(told).toEqual({ outer: run, inner: [] });
      const own = await serveBoth(outer, { onEvent: onEvent('inner') });
      await own.client.post('/run', as('ann'));
      expect(told).toEqual({ outer: run, inner: run });
    });

    test('the inner one may capture responses', async () => {
      const outer = { store: store(), scope, cacheErrors: () => true };
      const { client, runs } = await serveBoth(outer, { mode: 'response', scope });
      const sent = as('ann');
      await client.post('/run', sent);
      expect(await client.post('/run', sent)).toMatchObject({ cached: true, json: { for: 'ann' } });
      expect(runs).toHaveBeenCalledTimes(1);
    });

    test('the outer one that captures responses leaves nothing to the inner one', async () => {
      const outer = { store: store(), scope, mode: 'response', cacheStatus: ['2xx'] };
      const { client } = await serveBoth(outer, { mode: 'execute', required: true });
      const sent = as('ann');
      await client.post('/run', sent);
      expect(await client.post('/run', sent)).toMatchObject({ cached: true });
      expect(await client.post('/run', { body: {} })).toMatchObject({ status: 400 });
    });

    test('are refused with options that exclude each other, and nothing runs', async () => {
      const { client, runs } = await serveBoth(
        { store: store(), onStoreDown: 'open' },
        { required: true },
      );
      expect(await client.post('/run', as('ann'))).toMatchObject({ status: 500 });
      expect(runs).not.toHaveBeenCalled();
    });
  });

  test.each([
    ['alone', []],
    ['inside of another one', [idempotency({ store: new MemoryStore() })]],
  ])('one middleware that a request passes twice is one, %s', async (_, before) => {
    const protect = idempotency({ lockTTL: 5 });
    const errors = [];
    const client = await serve(express, (app) => {
      app.use(...before, protect);
      app.post('/run', async (req, res) => {
        const { execute } = req.idempotency;
        await execute(async () => 'first');
        protect(req, res, () => {});
        await req.idempotency.execute(async () => 'second').catch(({ code }) => errors.push(code));
        res.end();
      });
    });
    expect((await client.post('/run', { key: newKey(), body: {} })).status).toBe(200);
    expect(errors).toEqual(['EXECUTE_TWICE']);
  });

  describe('a route that requires a key', () => {
    async function serveRequired(options, overrides = { required: true }) {
      const runs = jest.fn(async () => 'ran');
      const client = await serve(express, (app) => {
        app.use(idempotency({ store: new MemoryStore(), ...options }));
        app.post('/route', idempotentRoute(runs, overrides));
        app.delete('/route', idempotentRoute(runs, overrides));
        app.post('/free', idempotentRoute(runs));
        app.post('/execute', (req, res, next) => {
          const executing = req.idempotency.execute(runs, overrides);
          executing.then(({ result }) => res.json(result), next);
        });
      });
      return { client, runs };
    }

    test.each(['execute', 'response'])('refuses a request without one in mode %s', async (mode) => {
      const options = mode === 'response' ? { mode, scope: false } : { mode };
      const { client, runs } = await serveRequired(options);
      for (const path of ['/route', '/execute']) {
        const answer = await client.post(path, { body: {} });
        expect(answer).toMatchObject({ status: 400, error: 'IDEMPOTENCY_KEY_REQUIRED' });
        expect(answer.headers.link).toContain('describedby');
      }
      expect(await client.send('DELETE', '/route', {})).toMatchObject({ status: 400 });
      expect(runs).not.toHaveBeenCalled();
      expect((await client.post('/route', { key: newKey(), body: {} })).status).toBe(200);
      expect((await client.post('/free', { body: {} })).status).toBe(200);
    });

    test('checks the option when it is made', () => {
      expect(() => idempotentRoute(async () => {}, { required: 'yes' })).toThrow('`required`');
    });
  });
});
