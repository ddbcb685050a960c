'use strict';

const { lastValueFrom, of, throwError, timeout, timer, map, mergeMap } = require('rxjs');

const classTransformer = require('class-transformer');

const { MemoryStore, idempotency } = require('../../../lib');
const adapter = require('../../../lib/adapters/nestjs');
const { testStore } = require('../../../lib/testing');
const { gatedOperation } = require('../../helpers/gate');
const { until } = require('../../helpers/until');
const { clientOf } = require('./servers/serve');
const { decorate } = require('./servers/nest-app');
const { nestVersions } = require('./servers/nest-versions');

const { IdempotencyContext, IdempotencyModule, Idempotent } = adapter;
const SENT = { key: 'k', body: { amount: 1 } };
const MODES = ['execute', 'response'];

/** An interceptor whose `intercept` is a function. */
const interceptorOf = (intercept) => ({ intercept: (context, next) => intercept(next, context) });

describe.each(Object.entries(nestVersions()))('the module on %s', (name, nest) => {
  const { common, core } = nest;
  const { Body, Controller, Get, HttpCode, Next, Post, Req, Res, Sse } = common;
  const { UseGuards, UseInterceptors, UsePipes, Version } = common;
  let store;

  beforeEach(() => {
    store = testStore();
  });

  const moduleFor = (options) =>
    IdempotencyModule.forRoot({
      ...{ store, scope: false, httpException: common.HttpException },
      ...options,
    });

  /** A controller with one handler for POST /a; `on` are more decorators of the handler, above @Idempotent(). */
  function controllerOf(handle, { on = [], takes = [Body()], below = [], options, top = [] } = {}) {
    class Orders {
      a(...args) {
        return handle(...args);
      }
    }
    return decorate(Orders, {
      on: [Controller(), ...top],
      methods: {
        a: { takes, on: [Post('a'), HttpCode(200), ...on, Idempotent(options), ...below] },
      },
    });
  }

  /** Starts an app with these controllers. */
  async function start(controllers, options = {}, more = {}, prepare = () => {}, settings = {}) {
    const { imports = [moduleFor(options)], ...parts } = more;
    const root = { imports, parts: { controllers: [controllers].flat(), ...parts } };
    const app = await nest.create(root, prepare, settings);
    return clientOf(app.getHttpServer(), () => app.close());
  }

  const twice = async (client, path = '/a', sent = SENT) => [
    await client.post(path, sent),
    await client.post(path, sent),
  ];

  describe.each(MODES)('in %s mode', (mode) => {
    test('takes no key for a request that a guard refuses, and gives nobody a replay whom one refuses', async () => {
      const guard = { canActivate: (context) => context.getArgByIndex(0).headers.cookie === 'ok' };
      const handle = jest.fn(() => ({ paid: true }));
      const client = await start(controllerOf(handle, { on: [UseGuards(guard)] }), { mode });
      expect((await client.post('/a', SENT)).status).toBe(403);
      expect(await store.records()).toEqual([]);
      const signedIn = { ...SENT, headers: { Cookie: 'ok' } };
      expect((await client.post('/a', signedIn)).cached).toBe(false);
      expect((await client.post('/a', SENT)).status).toBe(403);
      expect((await client.post('/a', signedIn)).cached).toBe(true);
      expect(handle).toHaveBeenCalledTimes(1);
    });

    test('takes no key for a request that a pipe refuses', async () => {
      const pipe = {
        transform(value, { type }) {
          if (type === 'body' && !(value.amount > 0))
            throw new common.BadRequestException('amount');
          return value;
        },
      };
      const handle = jest.fn(({ amount }) => ({ amount }));
      const client = await start(controllerOf(handle, { on: [UsePipes(pipe)] }), { mode });
      const bad = await client.post('/a', { key: 'k', body: { amount: 0 } });
      expect([bad.status, bad.json.message]).toEqual([400, 'amount']);
      expect((await twice(client)).map(({ status, cached }) => [status, cached])).toEqual([
        [200, false],
        [200, true],
      ]);
      expect(handle).toHaveBeenCalledTimes(1);
    });

    test('takes no key for a request that an interceptor below refuses', async () => {
      let isOpen = false;
      const limit = interceptorOf((next) => {
        if (!isOpen) throw new common.HttpException('Slow down.', 429);
        return next.handle();
      });
      const client = await start(
        controllerOf(() => 'a', { on: [UseInterceptors(limit)] }),
        { mode },
      );
      expect((await client.post('/a', SENT)).status).toBe(429);
      isOpen = true;
      expect((await twice(client)).map(({ status, cached }) => [status, cached])).toEqual([
        [200, false],
        [200, true],
      ]);
    });

    test.each([
      ['a text', () => new common.ConflictException('Sold out.'), 409],
      ['an object', () => new common.BadRequestException({ code: 'LEFT', left: 3 }), 400],
      ['a status of the server', () => new common.HttpException('Teapot.', 500), 500],
    ])('gives a retry the same answer to an exception of Nest with %s', async (_, make, status) => {
      const handle = jest.fn(() => {
        throw make();
      });
      const [first, retry] = await twice(await start(controllerOf(handle), { mode }));
      expect([first.status, first.cached, retry.cached]).toEqual([status, false, true]);
      expect([retry.status, retry.json]).toEqual([status, first.json]);
      expect(handle).toHaveBeenCalledTimes(1);
    });

    test.each([
      ['several values', () => of({ n: 1 }, { n: 2 }), { n: 2 }],
      ['a value that comes later', () => timer(1).pipe(map(() => ({ n: 3 }))), { n: 3 }],
      ['a promise of one', async () => of({ n: 4 }), { n: 4 }],
    ])('takes the last value of an Observable with %s', async (_, make, expected) => {
      const handle = jest.fn(make);
      const [first, retry] = await twice(await start(controllerOf(handle), { mode }));
      expect([first.json, retry.json, retry.cached]).toEqual([expected, expected, true]);
      expect(handle).toHaveBeenCalledTimes(1);
    });

    test('stores the error of an Observable', async () => {
      const handle = jest.fn(() => throwError(() => new common.ConflictException('Sold out.')));
      const [first, retry] = await twice(await start(controllerOf(handle), { mode }));
      expect([first.status, retry.status, retry.cached]).toEqual([409, 409, true]);
      expect(retry.json).toEqual(first.json);
      expect(handle).toHaveBeenCalledTimes(1);
    });

    describe('does not run a handler again that an interceptor below has given up', () => {
      const giveUp = interceptorOf((next) => next.handle().pipe(timeout(20)));

      test('while it runs and after it', async () => {
        const { run, finish } = gatedOperation();
        const client = await start(controllerOf(run, { on: [UseInterceptors(giveUp)] }), { mode });
        expect((await client.post('/a', SENT)).status).toBe(500);
        expect((await client.post('/a', SENT)).status).toBe(409);
        finish({ paid: true });
        const isSilent = async () => (await store.records())[0].state === 'silent';
        await until(isSilent, 'the outcome is unknown');
        expect((await client.post('/a', SENT)).status).toBe(409);
        expect(run).toHaveBeenCalledTimes(1);
      });

      test('if it has returned an Observable', async () => {
        const handle = jest.fn(() => timer(60_000));
        const client = await start(controllerOf(handle, { on: [UseInterceptors(giveUp)] }), {
          mode,
        });
        const [first, retry] = await twice(client);
        expect([first.status, retry.status]).toEqual([500, 409]);
        expect(handle).toHaveBeenCalledTimes(1);
      });
    });

    describe('replays what a serializer makes of an instance', () => {
      class User {
        name = 'ann';
        secret = 'hash';
      }
      decorate(User, {});
      classTransformer.Exclude()(User.prototype, 'secret');
      const serializer = () =>
        new common.ClassSerializerInterceptor(new core.Reflector(), {
          transformerPackage: classTransformer,
        });
      const places = [
        ['of the handler', () => [{ on: [UseInterceptors(serializer())] }]],
        ['of the handler, below ours', () => [{ below: [UseInterceptors(serializer())] }]],
        ['of the controller', () => [{ top: [UseInterceptors(serializer())] }]],
        [
          'of a module',
          () => [{}, { providers: [{ provide: core.APP_INTERCEPTOR, useFactory: serializer }] }],
        ],
        ['of the app', () => [{}, {}, (app) => void app.useGlobalInterceptors(serializer())]],
      ];

      test.each(places)('with a serializer %s', async (_, place) => {
        const [decorators, parts, prepare] = place();
        const controller = controllerOf(async () => new User(), decorators);
        const answers = await twice(await start(controller, { mode }, parts, prepare));
        expect(answers.map(({ json, cached }) => [json, cached])).toEqual([
          [{ name: 'ann' }, false],
          [{ name: 'ann' }, true],
        ]);
      });
    });

    test('asks `scope` after the guards, with the request of the server', async () => {
      const guard = {
        canActivate(context) {
          const request = context.getArgByIndex(0);
          request.user = request.headers['x-user'];
          return true;
        },
      };
      const handle = (request) => ({ user: request.user });
      const controller = controllerOf(handle, { on: [UseGuards(guard)], takes: [Req()] });
      const client = await start(controller, { mode, scope: (request) => request.user });
      const as = (user) => client.post('/a', { ...SENT, headers: { 'X-User': user } });
      const answers = [await as('ann'), await as('bob'), await as('ann')];
      expect(answers.map(({ json, cached }) => [json.user, cached])).toEqual([
        ['ann', false],
        ['bob', false],
        ['ann', true],
      ]);
    });

    test('gives a handler the context of its operation, with a key and without', async () => {
      const handle = ({ amount }, { key, attempt, effectId }) => ({
        amount,
        key,
        attempt,
        effectId,
      });
      const client = await start(controllerOf(handle, { takes: [Body(), IdempotencyContext()] }), {
        mode,
      });
      const [first, retry] = await twice(client);
      expect(first.json).toEqual({
        ...{ amount: 1, key: 'k', attempt: 1 },
        effectId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(retry.json).toEqual(first.json);
      const without = await client.post('/a', { body: { amount: 1 } });
      expect(without.json).toMatchObject({ amount: 1, attempt: 1 });
      expect(without.json.effectId).not.toBe(first.json.effectId);
    });

    test('lets a handler call execute(), in the operation that runs', async () => {
      const handle = async ({ idempotency: own }) => {
        const { result, cached } = await own.execute(({ key }) => key);
        return { result, cached };
      };
      const answers = await twice(await start(controllerOf(handle, { takes: [Req()] }), { mode }));
      for (const { json } of answers) expect(json).toEqual({ result: 'k', cached: false });
      expect(answers[1].cached).toBe(true);
    });

    test('keeps versions and prefixes of routes apart', async () => {
      let runs = 0;
      const of = (version) =>
        controllerOf(() => ({ version, runs: ++runs }), { on: [Version(version)] });
      const client = await start([of('1'), of('2')], { mode }, {}, (app) => {
        app.setGlobalPrefix('api');
        app.enableVersioning({ type: common.VersioningType.URI });
      });
      const versions = [];
      for (const version of [1, 2, 1, 2]) {
        versions.push((await client.post(`/api/v${version}/a`, SENT)).json);
      }
      expect(versions.map(({ runs: at }) => at)).toEqual([1, 2, 1, 2]);
    });

    test('gives nobody the answer of another host', async () => {
      let runs = 0;
      const on = (host) =>
        decorate(
          controllerOf(() => ({ runs: ++runs })),
          { on: [Controller({ host })] },
        );
      // Nest declares no path twice on Fastify.
      const others = nest.platform === 'fastify' ? [] : ['b.example', /^c\./];
      const hosts = [':tenant.a.example', ...others];
      const client = await start(hosts.map(on), { mode });
      const sent = ['x.a.example', 'y.a.example', 'b.example', 'c.example'].slice(
        0,
        hosts.length + 1,
      );
      const answered = [];
      for (const Host of [...sent, ...sent]) {
        answered.push((await client.post('/a', { ...SENT, headers: { Host } })).json.runs);
      }
      const each = sent.map((_, at) => at + 1);
      expect(answered).toEqual([...each, ...each]);
    });

    const extractor = ({ headers }) => headers['x-custom'] ?? '';
    test.each([
      ['a header', { type: 1, header: 'X-Version' }, (v) => ({ 'X-Version': v })],
      ['a media type', { type: 2, key: 'v=' }, (v) => ({ Accept: `application/json;v=${v}` })],
      ['what the app extracts', { type: 3, extractor }, (v) => ({ 'X-Custom': v })],
    ])('refuses a key that comes with another version, by %s', async (_, versioning, of) => {
      let runs = 0;
      const controllers = [['1'], ['2', '3']].map((versions) =>
        controllerOf(() => ({ versions, runs: ++runs }), { on: [Version(versions)] }),
      );
      const client = await start(controllers, { mode }, {}, (app) => {
        app.enableVersioning(versioning);
      });
      const pay = (version, key) => client.post('/a', { ...SENT, key, headers: of(version) });
      expect((await pay('1', 'k')).json).toEqual({ versions: ['1'], runs: 1 });
      expect((await pay('1', 'k')).cached).toBe(true);
      expect((await pay('2', 'k')).error).toBe('IDEMPOTENCY_KEY_REUSED');
      expect((await pay('2', 'other')).json).toEqual({ versions: ['2', '3'], runs: 2 });
    });

    test('compares bodies and not their bytes with rawBody: true', async () => {
      const handle = jest.fn(() => 'a');
      const client = await start(controllerOf(handle), { mode }, {}, undefined, { rawBody: true });
      const headers = { 'Content-Type': 'application/json' };
      const answers = [];
      for (const body of ['{"a":1,"b":2}', ' {"b":2,"a":1.0}', '{"a":2}']) {
        const answer = await client.post('/a', { key: 'k', headers, body });
        answers.push(answer.cached ? 'replay' : answer.status);
      }
      expect(answers).toEqual([200, 'replay', 422]);
      expect(handle).toHaveBeenCalledTimes(1);
    });

    test('works in a controller of one request', async () => {
      let made = 0;
      class Orders {
        constructor() {
          this.number = ++made;
        }
        a() {
          return { number: this.number };
        }
      }
      decorate(Orders, {
        on: [Controller({ scope: common.Scope.REQUEST })],
        methods: { a: { on: [Post('a'), Idempotent()] } },
      });
      const [first, retry] = await twice(await start(Orders, { mode }));
      expect([first.cached, retry.cached]).toEqual([false, true]);
      expect(retry.json).toEqual(first.json);
    });

    test('gives refusals to the filters of the app as an HttpException', async () => {
      const caught = [];
      class Filter {
        catch(error, host) {
          caught.push([error.code, error.getStatus(), error.getResponse().error]);
          const { httpAdapter } = host.adapter;
          httpAdapter.reply(host.getArgByIndex(1), { own: true }, 418);
        }
      }
      decorate(Filter, { on: [common.Catch(common.HttpException)] });
      const client = await start(
        controllerOf(() => 'a'),
        { mode },
        {},
        (app) => {
          const filter = new Filter();
          const own = filter.catch;
          filter.catch = (error, host) =>
            own(error, Object.assign(host, { adapter: { httpAdapter: app.getHttpAdapter() } }));
          app.useGlobalFilters(filter);
        },
      );
      await client.post('/a', SENT);
      const refused = await client.post('/a', { ...SENT, body: {} });
      expect([refused.status, refused.json]).toEqual([418, { own: true }]);
      expect(refused.headers['content-type']).toMatch(/^application\/json/);
      expect(caught).toEqual([['IDEMPOTENCY_KEY_REUSED', 422, 'IDEMPOTENCY_KEY_REUSED']]);
    });

    test('runs once where the app imports the module twice', async () => {
      const handle = jest.fn(() => 'a');
      const imports = [moduleFor({ mode }), moduleFor({ mode })];
      const answers = await twice(await start(controllerOf(handle), {}, { imports }));
      expect(answers.map(({ cached }) => cached)).toEqual([false, true]);
      expect(handle).toHaveBeenCalledTimes(1);
    });

    test('keeps the answer to a client that leaves, also of an Observable', async () => {
      const { run, begun, finish } = gatedOperation();
      let isClosed = false;
      const handle = (res) => {
        (res.raw ?? res).socket.once('close', () => (isClosed = true));
        return of(1).pipe(mergeMap(() => run()));
      };
      const takes = [Res({ passthrough: true })];
      const client = await start(controllerOf(handle, { takes }), { mode });
      const { request, answered } = client.begin('POST', '/a', SENT);
      request.on('error', () => {});
      answered.catch(() => {});
      await begun;
      request.destroy();
      await until(() => isClosed, 'the response is closed');
      finish({ paid: true });
      const retry = async () => {
        const answer = await client.post('/a', SENT);
        return answer.cached ? answer : undefined;
      };
      expect((await until(retry, 'the answer is stored')).json).toEqual({ paid: true });
      expect(run).toHaveBeenCalledTimes(1);
    });
  });

  test('refuses a handler with @Idempotent() where the module is not there', async () => {
    const handle = jest.fn();
    const client = await start(controllerOf(handle), {}, { imports: [] });
    expect((await client.post('/a', SENT)).status).toBe(500);
    expect(handle).not.toHaveBeenCalled();
  });

  test.each([
    ['@Res()', [Res()], (res) => void (res.raw ? res.send('own') : res.end('own'))],
    ['@Next()', [Res(), Next()], (res) => void (res.raw ? res.send('own') : res.end('own'))],
  ])(
    'refuses a handler with %s in execute mode, and replays it in response mode',
    async (_, takes, handle) => {
      const called = jest.fn(handle);
      const controller = () => controllerOf(called, { takes });
      const refused = await (await start(controller())).post('/a', SENT);
      expect([refused.status, refused.error]).toEqual([500, 'RESPONSE_NOT_CAPTURABLE']);
      expect(called).not.toHaveBeenCalled();
      const [first, retry] = await twice(await start(controller(), { mode: 'response' }));
      expect([first.text, retry.text, retry.cached]).toEqual(['own', 'own', true]);
      expect(called).toHaveBeenCalledTimes(1);
    },
  );

  test('refuses a handler with @Sse()', async () => {
    const handle = jest.fn(() => of({ data: 'a' }));
    class Events {
      events() {
        return handle();
      }
    }
    const options = { methods: ['GET'] };
    decorate(Events, {
      on: [Controller()],
      methods: { events: { on: [Sse('events'), Idempotent(options)] } },
    });
    const client = await start(Events);
    // Nest 10 tells it as an event.
    const answer = await client.get('/events', { key: 'k' });
    expect(answer.text).toContain('The handler has @Sse()');
    expect(handle).not.toHaveBeenCalled();
  });

  test('refuses a handler that is not called by HTTP', async () => {
    const handle = jest.fn(() => 'a');
    const controller = controllerOf(handle);
    let app;
    await start(controller, {}, {}, (created) => (app = created));
    const creator = app.get(core.ExternalContextCreator);
    const instance = app.get(controller);
    const called = creator.create(
      ...[instance, instance.a, 'a', undefined, undefined, undefined, undefined],
      ...[{ guards: true, filters: true, interceptors: true }, 'graphql'],
    );
    const failure = await called({}, {}).catch((error) => error);
    const thrown = typeof failure?.subscribe === 'function' ? lastValueFrom(failure) : failure;
    expect((await Promise.resolve(thrown).catch((error) => error)).message).toContain('graphql');
    expect(handle).not.toHaveBeenCalled();
  });

  test('is asked by methods of `methods` alone, and not by a handler that is let go', async () => {
    let runs = 0;
    const run = () => ({ runs: ++runs });
    class Orders {
      all() {
        return run();
      }
      one() {
        return run();
      }
      search() {
        return run();
      }
      strict() {
        return run();
      }
    }
    decorate(Orders, {
      on: [Controller(), Idempotent({ scope: false })],
      methods: {
        all: { on: [Get('a')] },
        one: { on: [Post('one')] },
        search: { on: [Post('search'), Idempotent(false)] },
        strict: { on: [Idempotent({ required: true }), Post('strict')] },
      },
    });
    const client = await start(Orders);
    await client.get('/a', { key: 'k' });
    expect((await client.get('/a', { key: 'k' })).json).toEqual({ runs: 2 });
    expect((await twice(client, '/one')).map(({ json }) => json.runs)).toEqual([3, 3]);
    expect((await twice(client, '/search')).map(({ json }) => json.runs)).toEqual([4, 5]);
    expect((await client.post('/strict', { body: {} })).error).toBe('IDEMPOTENCY_KEY_REQUIRED');
    expect((await twice(client, '/strict')).map(({ json }) => json.runs)).toEqual([6, 6]);
  });

  test('holds for handlers that a controller inherits, and gives one of another method a context', async () => {
    let runs = 0;
    class Base {
      pay(body) {
        return { runs: ++runs, body, by: this.constructor.name };
      }
      show({ attempt }) {
        return { attempt };
      }
    }
    decorate(Base, {
      methods: {
        pay: { takes: [Body()], on: [Post('pay'), Idempotent({ required: true })] },
        show: { takes: [IdempotencyContext()], on: [Get('show')] },
      },
    });
    class One extends Base {}
    class Other extends Base {}
    decorate(One, { on: [Controller('one'), Idempotent({ mode: 'response' })] });
    decorate(Other, { on: [Controller('other'), Idempotent()] });
    const client = await start([One, Other]);
    for (const [path, by] of Object.entries({ one: 'One', other: 'Other' })) {
      expect((await client.post(`/${path}/pay`, { body: {} })).error).toBe(
        'IDEMPOTENCY_KEY_REQUIRED',
      );
      const [first, retry] = await twice(client, `/${path}/pay`);
      expect(first.json).toMatchObject({ by, body: { amount: 1 } });
      expect([retry.json, retry.cached]).toEqual([first.json, true]);
      expect((await client.get(`/${path}/show`)).json).toEqual({ attempt: 1 });
    }
    expect(runs).toBe(2);
  });

  test('takes options of providers', async () => {
    class Settings {
      createIdempotencyOptions() {
        return { store, scope: false, headerName: 'X-Key' };
      }
    }
    const OTHER = 'OTHER';
    class Parts {}
    decorate(Parts, {
      on: [
        common.Module({
          providers: [Settings, { provide: OTHER, useValue: 'X-Key' }],
          exports: [Settings, OTHER],
        }),
      ],
    });
    const given = [
      { useClass: Settings },
      { imports: [Parts], useExisting: Settings },
      {
        ...{ imports: [Parts], inject: [OTHER] },
        useFactory: async (headerName) => ({ store, scope: false, headerName }),
      },
    ];
    for (const options of given) {
      store = testStore();
      const imports = [IdempotencyModule.forRootAsync(options)];
      const client = await start(
        controllerOf(() => 'a'),
        {},
        { imports },
      );
      const sent = { headers: { 'X-Key': 'k' }, body: {} };
      expect((await twice(client, '/a', sent)).map(({ cached }) => cached)).toEqual([false, true]);
    }
  });

  test('does not start with a wrong option', async () => {
    const controller = controllerOf(() => 'a');
    await expect(start(controller, { mode: 'other' })).rejects.toThrow('`mode`');
    await expect(start(controller, { httpException: 'x' })).rejects.toThrow('`httpException`');
  });

  test('sends a file over the limit whole, and leaves a tombstone', async () => {
    const bytes = Buffer.alloc(5000, 'x');
    const handle = jest.fn(() => new common.StreamableFile(bytes, { type: 'text/plain' }));
    const client = await start(controllerOf(handle), { maxResultBytes: 1000 });
    const [first, retry] = await twice(client);
    expect([first.status, first.body.length]).toEqual([200, 5000]);
    expect(first.headers['content-type']).toMatch(/^text\/plain/);
    expect([retry.status, retry.error]).toEqual([409, 'RESULT_NOT_REPLAYABLE']);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  test.each([['onceonly.file'], ['onceonly.value']])(
    'takes a value with a member %s for nothing else',
    async (member) => {
      const value = { [member]: { head: { type: 'text/html' }, base64: 'PGI+' } };
      const [first, retry] = await twice(await start(controllerOf(() => value)));
      expect([first.json, retry.json, retry.cached]).toEqual([value, value, true]);
      expect(retry.headers['content-type']).toMatch(/^application\/json/);
    },
  );

  if (nest.platform === 'fastify') {
    test.each(MODES)(
      'gives no handler the answer of one with other constraints, in %s mode',
      async (mode) => {
        class Orders {
          one() {
            return 'one';
          }
          two() {
            return 'two';
          }
        }
        const methods = {};
        for (const each of ['one', 'two']) {
          const constraints = nest.RouteConstraints({ host: `${each}.example` });
          methods[each] = { on: [Post('a'), constraints, Idempotent()] };
        }
        decorate(Orders, { on: [Controller()], methods });
        const client = await start(Orders, { mode });
        for (const cached of [false, true]) {
          for (const each of ['one', 'two']) {
            const answer = await client.post('/a', {
              ...SENT,
              headers: { Host: `${each}.example` },
            });
            expect([answer.text, answer.cached]).toEqual([each, cached]);
          }
        }
      },
    );
  }

  // On Fastify, middleware of Nest gets Node's request, which handlers don't have.
  if (nest.platform === 'express') {
    test('refines a middleware of onceonly before it, and leaves a response to it that it captures', async () => {
      for (const mode of MODES) {
        const handle = jest.fn(() => 'a');
        const middleware = idempotency({ mode, scope: false, store: new MemoryStore() });
        const client = await start(controllerOf(handle), {}, {}, (app) => {
          app.useBodyParser('json');
          app.use(middleware);
        });
        expect((await twice(client)).map(({ cached }) => cached)).toEqual([false, true]);
        expect(handle).toHaveBeenCalledTimes(1);
      }
    });
  }

  test('works with a decorator of another copy of the package', async () => {
    let other;
    jest.isolateModules(() => {
      other = require('../../../lib/adapters/nestjs');
    });
    expect(other.Idempotent).not.toBe(Idempotent);
    const handle = jest.fn(() => 'a');
    class Orders {
      a(body, context) {
        return handle(context.key);
      }
    }
    const takes = [Body(), other.IdempotencyContext()];
    const methods = { a: { takes, on: [Post('a'), other.Idempotent()] } };
    decorate(Orders, { on: [Controller()], methods });
    expect((await twice(await start(Orders))).map(({ cached }) => cached)).toEqual([false, true]);
    expect(handle.mock.calls).toEqual([['k']]);
  });

  test('lets a test call a handler itself', async () => {
    class Orders {
      a(body) {
        return [this.name, body];
      }
    }
    decorate(Orders, {
      on: [Controller()],
      methods: { a: { takes: [Body()], on: [Idempotent()] } },
    });
    const orders = Object.assign(new Orders(), { name: 'orders' });
    expect(orders.a('body')).toEqual(['orders', 'body']);
  });
});
