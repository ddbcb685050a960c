'use strict';

const { generateIdempotencyKey: newKey, idempotency, idempotentRoute } = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

const REUSED = 422;

onEachSetup((express, store) => {
  describe.each([['execute'], ['response']])('mode %s', (mode) => {
    const options = () => ({ store: store(), mode, ...(mode === 'response' && { scope: false }) });

    /** A handler that answers with `name` and the number of its run, counted over all handlers of one client. */
    function serveWith(define, settings = []) {
      let runs = 0;
      const answer = (name) =>
        mode === 'execute'
          ? idempotentRoute(async (req) => ({ name, run: ++runs, params: { ...req.params } }))
          : (req, res) => res.json({ name, run: ++runs, params: { ...req.params } });
      const mount = (app) => {
        // Before anything is mounted: that makes the router, with the settings of the moment.
        for (const setting of settings) app.enable(setting);
        app.use(express.json(), idempotency(options()));
        define(app, answer);
      };
      return serve(express, mount, { parsers: [] });
    }

    /** What each path gets with one key: the answer's name and run, or its status. */
    async function answersOf(client, ...paths) {
      const key = newKey();
      const answers = [];
      for (const path of paths) {
        const { status, json, cached } = await client.post(path, { key, body: {} });
        answers.push(status === 200 ? `${json.name} ${cached ? 'replayed' : json.run}` : status);
      }
      return answers;
    }

    test('an absolute target is the path alone, with any host', async () => {
      const client = await serveWith((app, answer) => app.post('/orders', answer('orders')));
      const { port } = client;
      const targets = [
        `http://127.0.0.1:${port}/orders`,
        'HTTPS://u@api.test/orders?',
        '/orders#x',
      ];
      expect(await answersOf(client, '/orders', ...targets)).toEqual([
        'orders 1',
        ...targets.map(() => 'orders replayed'),
      ]);
    });

    test('an absolute target without a path is the root', async () => {
      const client = await serveWith((app, answer) => app.post('/', answer('root')));
      expect(await answersOf(client, '/', 'http://api.test', 'http://api.test?')).toEqual([
        'root 1',
        'root replayed',
        'root replayed',
      ]);
    });

    test('an absolute target of a mounted router is the same operation too', async () => {
      const client = await serveWith((app, answer) =>
        app.use('/v1', express.Router().post('/orders', answer('orders'))),
      );
      expect(await answersOf(client, 'http://api.test/v1/orders', '/v1/orders')).toEqual([
        'orders 1',
        'orders replayed',
      ]);
    });

    test('another letter case of one route does not run it again', async () => {
      const client = await serveWith((app, answer) => app.post('/Cancel', answer('cancel')));
      for (const paths of [
        ['/cancel', '/CANCEL'],
        ['/CANCEL', '/cancel'],
        ['/Cancel', '/cancel'],
      ]) {
        const [first, second] = await answersOf(client, ...paths);
        expect(first).toMatch(/^cancel \d$/);
        expect(second).toBe(REUSED);
      }
    });

    test('parameters that differ in case only never share an answer', async () => {
      const client = await serveWith((app, answer) => app.post('/orders/:id', answer('order')));
      expect(await answersOf(client, '/orders/AbC', '/orders/abc', '/orders/AbC')).toEqual([
        'order 1',
        REUSED,
        'order replayed',
      ]);
    });

    test('another escape of the same characters does not run a route again', async () => {
      const client = await serveWith((app, answer) => app.post('/orders/:id', answer('order')));
      expect(await answersOf(client, '/orders/a-b', '/orders/a%2Db', '/orders/a%2db')).toEqual([
        'order 1',
        REUSED,
        REUSED,
      ]);
      expect(await answersOf(client, '/orders/%C3%A9', '/orders/%c3%a9')).toEqual([
        'order 2',
        REUSED,
      ]);
    });

    test.each([
      ['app', 'strict routing', '/orders', '/orders/'],
      ['app', 'case sensitive routing', '/orders', '/Orders'],
    ])('two routes of an %s with %s are two operations', async (_, setting, one, other) => {
      const client = await serveWith(
        (app, answer) => app.post(one, answer('one')).post(other, answer('other')),
        [setting],
      );
      expect(await answersOf(client, one, other, one, other)).toEqual([
        'one 1',
        'other 2',
        'one replayed',
        'other replayed',
      ]);
    });

    test('a setting that comes after the router is made does not split its routes', async () => {
      const client = await serveWith((app, answer) => {
        app.enable('strict routing').enable('case sensitive routing');
        app.post('/orders', answer('orders'));
      });
      const [first, ...others] = await answersOf(client, '/orders', '/orders/', '/Orders');
      expect(first).toBe('orders 1');
      for (const other of others) expect(['orders replayed', REUSED]).toContain(other);
    });

    test.each([
      [{ strict: true }, '/orders', '/orders/'],
      [{ caseSensitive: true }, '/orders', '/Orders'],
    ])('two routes of a Router with %j never share an answer', async (routing, one, other) => {
      const client = await serveWith((app, answer) => {
        const router = express.Router(routing);
        app.use('/v1', router.post(one, answer('one')).post(other, answer('other')));
      });
      const [first, second] = await answersOf(client, `/v1${one}`, `/v1${other}`);
      expect(first).toBe('one 1');
      expect(second).toBe(REUSED);
      const [again] = await answersOf(client, `/v1${other}`);
      expect(again).toBe('other 2');
    });

    test('fingerprint: false keeps two spellings of a path apart as well', async () => {
      let runs = 0;
      const client = await serve(express, (app) => {
        app.use(idempotency({ ...options(), fingerprint: false }));
        app.post(
          '/orders/:id',
          mode === 'execute'
            ? idempotentRoute(async () => ({ run: ++runs }))
            : (req, res) => res.json({ run: ++runs }),
        );
      });
      const key = newKey();
      const statusOf = async (path) => (await client.post(path, { key, body: {} })).status;
      expect(await statusOf('/orders/a')).toBe(200);
      expect(await statusOf('/orders/A')).toBe(REUSED);
      expect(runs).toBe(1);
    });
  });

  describe('the last slash, in a route handler', () => {
    async function statusesOf(define, ...paths) {
      const run = idempotentRoute(async (req) => ({ params: { ...req.params } }));
      const client = await serve(express, (app) => {
        app.use(idempotency({ store: store() }));
        define(app, run);
      });
      const key = newKey();
      const answers = [];
      for (const path of paths) {
        const { status, cached } = await client.post(path, { key, body: {} });
        answers.push(cached ? 'replay' : status);
      }
      return answers;
    }

    test.each([
      ['of a name', (app, run) => app.post('/a', run)],
      ['of a parameter', (app, run) => app.post('/:id', run)],
      ['of a RegExp that leaves it out', (app, run) => app.post(/^\/(a)\/?$/, run)],
      ['of a mounted router', (app, run) => app.use('/a', express.Router().post('/', run))],
      [
        'of a mounted router with strict routes',
        (app, run) => app.use('/a', express.Router({ strict: true }).post('/', run)),
      ],
    ])('%s does not count', async (_, define) => {
      expect(await statusesOf(define, '/a', '/a/', '/a')).toEqual([200, 'replay', 'replay']);
      expect(await statusesOf(define, '/a/', '/a')).toEqual([200, 'replay']);
    });

    test('does not count for the root of a mounted app with strict routing either', async () => {
      const mount = (app, run) => {
        const inner = express().enable('strict routing');
        app.use('/a', inner.use(express.json()).post('/', run));
      };
      expect(await statusesOf(mount, '/a', '/a/')).toEqual([200, 'replay']);
    });

    test('counts for a pattern that takes it and for a list of paths', async () => {
      const taken = (app, run) => app.post(/^\/files\/(.*)$/, run);
      expect(await statusesOf(taken, '/files/a', '/files/a/')).toEqual([200, REUSED]);
      const listed = (app, run) => app.post(['/a', '/b'], run);
      expect(await statusesOf(listed, '/a', '/a/')).toEqual([200, REUSED]);
    });
  });

  test('an operator finds a record by any spelling of its path', async () => {
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store() }));
      app.post(
        '/Orders/:id',
        idempotentRoute(async (req) => req.params.id),
      );
    });
    const key = newKey();
    await client.post('/orders/AbC/', { key, body: { a: 1 } });
    for (const path of ['/orders/AbC', '/Orders/AbC/', '/orders/abc', 'http://x/orders/AbC']) {
      expect(await store().inspect({ key, method: 'POST', path })).toMatchObject({ state: 'done' });
    }
    const address = { key, method: 'POST', path: '/orders/AbC' };
    expect(await store().check(address, { a: 1 })).toBe('AbC');
    await expect(store().check({ ...address, path: '/orders/abc' }, { a: 1 })).rejects.toThrow(
      expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED' }),
    );
  });
});
