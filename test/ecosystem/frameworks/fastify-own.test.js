'use strict';

const { setTimeout } = require('node:timers');
const { setTimeout: wait } = require('node:timers/promises');

const plugin = require('../../../lib/adapters/fastify');
const { testStore } = require('../../../lib/testing');
const { gatedOperation } = require('../../helpers/gate');
const { until } = require('../../helpers/until');
const { ORIGIN } = require('./suite/content');
const { clientOf } = require('./servers/serve');

const VERSIONS = [
  ['Fastify 4', require('fastify4'), require('cors-fastify4')],
  ['Fastify 5', require('fastify'), require('@fastify/cors')],
];
const SENT = { key: 'k', body: { amount: 1 } };

describe.each(VERSIONS)('the plugin on %s', (name, fastify, cors) => {
  const RESPONSE = { mode: 'response', scope: false };

  /** An app with the plugin; `define(app)` adds its routes. Gives a client. */
  async function start(options, define, serverOptions) {
    const app = fastify(serverOptions);
    await app.register(plugin, { store: testStore(), ...options });
    await define(app);
    await app.listen({ port: 0, host: '127.0.0.1' });
    return clientOf(app.server, () => app.close());
  }

  const twice = async (client, path, sent = SENT) => [
    await client.post(path, sent),
    await client.post(path, sent),
  ];

  test('says its name and its versions', async () => {
    const app = fastify();
    await app.register(plugin, { store: testStore() });
    expect(app.hasPlugin('onceonly')).toBe(true);
    expect(app.hasRequestDecorator('idempotency')).toBe(true);
    await app.close();
  });

  test('refuses a bad option when it is registered', async () => {
    const app = fastify();
    const registered = async () => app.register(plugin, { rawBody: 'yes' });
    await expect(registered()).rejects.toThrow('`rawBody`');
    await app.close();
  });

  test('takes options for one route, and lets a route go', async () => {
    let runs = 0;
    const answer = async () => ({ runs: ++runs });
    const client = await start(RESPONSE, (app) => {
      app.post('/strict', { config: { idempotency: { required: true } } }, answer);
      app.post('/free', { config: { idempotency: false } }, answer);
      const execute = { config: { idempotency: { mode: 'execute' } } };
      app.post('/execute', execute, async ({ idempotency }) => {
        const { result } = await idempotency.execute(answer);
        return result;
      });
    });

    expect((await client.post('/strict', { body: {} })).error).toBe('IDEMPOTENCY_KEY_REQUIRED');
    expect((await twice(client, '/free')).map(({ json }) => json.runs)).toEqual([1, 2]);
    expect((await twice(client, '/execute')).map(({ json }) => json.runs)).toEqual([3, 3]);
    expect((await twice(client, '/strict')).map(({ json }) => json.runs)).toEqual([4, 4]);
  });

  describe.each(['response', 'execute'])('for routes of one path, in mode %s', (mode) => {
    /** A client for POST /pay, declared with each of the constraints. A route answers them, with the number of its run. */
    const serveEach = (store, all, version) =>
      start({ mode, scope: false, store }, (app) => {
        for (const constraints of all) {
          let runs = 0;
          const operation = async () => `${version ?? ''}${Object.values(constraints)} ${++runs}`;
          app.post('/pay', { constraints }, async ({ idempotency }) =>
            mode === 'response' ? operation() : (await idempotency.execute(operation)).result,
          );
        }
      });
    const pay = (client, headers) => client.post('/pay', { ...SENT, headers });

    test('gives none of them the answer of a route with another host', async () => {
      const hosts = [{}, { host: 'b.example' }, { host: /^c\./ }];
      const client = await serveEach(testStore(), hosts);
      const all = [
        [{}, ' 1'],
        [{ Host: 'b.example' }, 'b.example 1'],
        [{ Host: 'c.example' }, '/^c\\./ 1'],
        // Another way to the same route.
        [{ Host: 'c.test' }, '/^c\\./ 1'],
      ];
      for (const cached of [false, true]) {
        for (const [headers, text] of all) {
          const answer = await pay(client, headers);
          expect([answer.text, cached ? answer.cached : true]).toEqual([text, true]);
        }
      }
    });

    test('refuses a key that comes with another version', async () => {
      const client = await serveEach(testStore(), [{}, { version: '1.2.0' }, { version: '2.0.0' }]);
      const v1 = { 'Accept-Version': '1.x' };
      expect((await pay(client, v1)).text).toBe('1.2.0 1');
      expect((await pay(client, v1)).cached).toBe(true);
      for (const headers of [{}, { 'Accept-Version': '2.x' }]) {
        expect((await pay(client, headers)).error).toBe('IDEMPOTENCY_KEY_REUSED');
      }
    });

    test('replays to a client whose version is served by a newer route since a deploy', async () => {
      const store = testStore();
      const before = await serveEach(store, [{ version: '1.2.0' }], 'before ');
      const after = await serveEach(store, [{ version: '1.3.0' }], 'after ');
      const v1 = { 'Accept-Version': '1.x' };
      expect((await pay(before, v1)).text).toBe('before 1.2.0 1');
      expect((await pay(after, v1)).text).toBe('before 1.2.0 1');
    });
  });

  test('is refined by a second one in a scope', async () => {
    const client = await start(
      { ...RESPONSE, scope: (request) => request.headers['x-user'] },
      (app) =>
        app.register(async (inner) => {
          await inner.register(plugin, { required: true });
          inner.post('/inner', async ({ headers }) => headers['x-user']);
        }),
    );
    const as = (user) => ({ ...SENT, headers: { 'X-User': user } });

    expect((await client.post('/inner', { body: {} })).error).toBe('IDEMPOTENCY_KEY_REQUIRED');
    expect((await client.post('/inner', as('ann'))).text).toBe('ann');
    expect((await client.post('/inner', as('bob'))).text).toBe('bob');
  });

  test('asks the hooks of a route before it gives a replay', async () => {
    const isSignedIn = ({ headers }, reply, done) =>
      done(
        headers.cookie === undefined
          ? Object.assign(new Error('no'), { statusCode: 401 })
          : undefined,
      );
    const client = await start(RESPONSE, (app) => {
      app.post('/private', { preHandler: isSignedIn }, async () => 'secret');
    });

    const signedIn = { ...SENT, headers: { Cookie: 'session=1' } };
    expect((await client.post('/private', signedIn)).text).toBe('secret');
    expect((await client.post('/private', SENT)).status).toBe(401);
  });

  test('answers problem documents without an error handler of the app, with its CORS headers', async () => {
    const client = await start(RESPONSE, async (app) => {
      await app.register(cors, { origin: ORIGIN });
      app.post('/a', async () => 'a');
    });
    await client.post('/a', SENT);
    const refused = await client.post('/a', { ...SENT, body: {}, headers: { Origin: ORIGIN } });
    expect(refused).toMatchObject({ status: 422, error: 'IDEMPOTENCY_KEY_REUSED' });
    expect(refused.headers['content-type']).toBe('application/problem+json');
    expect(refused.headers['access-control-allow-origin']).toBe(ORIGIN);
  });

  test('leaves refusals to the app with problemDetails: false', async () => {
    const client = await start({ ...RESPONSE, problemDetails: false }, (app) => {
      app.setErrorHandler((error, request, reply) => reply.code(418).send(error.code));
      app.post('/a', async () => 'a');
    });
    await client.post('/a', SENT);
    const refused = await client.post('/a', { ...SENT, body: {} });
    expect([refused.status, refused.text]).toEqual([418, 'IDEMPOTENCY_KEY_REUSED']);
  });

  test('keeps the error handler of a route', async () => {
    const client = await start(RESPONSE, (app) => {
      const errorHandler = (error, request, reply) => reply.code(420).send('of the route');
      app.post('/a', { errorHandler }, async () => Promise.reject(new Error('broken')));
    });
    const answers = await twice(client, '/a');
    expect(answers.map(({ status, text, cached }) => [status, text, cached])).toEqual([
      [420, 'of the route', false],
      [420, 'of the route', true],
    ]);
  });

  test('stores what the handler sends before later hooks change it, and lets them change a replay', async () => {
    const client = await start(RESPONSE, (app) => {
      app.addHook('onSend', async (request, reply, payload) => `<${payload}>`);
      app.post('/a', async () => 'a');
    });
    const answers = await twice(client, '/a');
    expect(answers.map(({ text, cached }) => [text, cached])).toEqual([
      ['<a>', false],
      ['<a>', true],
    ]);
  });

  test('refuses to capture a route that was declared before it was loaded', async () => {
    const app = fastify();
    app.register(plugin, { store: testStore(), ...RESPONSE });
    app.post('/early', async () => 'ran');
    await app.listen({ port: 0, host: '127.0.0.1' });
    const client = clientOf(app.server, () => app.close());
    const answer = await client.post('/early', SENT);
    expect([answer.status, answer.json.code]).toEqual([500, 'NOT_MOUNTED']);
    expect(answer.json.message).toContain('await fastify.register');
  });

  test('runs operations of a route that was declared before it was loaded', async () => {
    const app = fastify();
    app.register(plugin, { store: testStore() });
    let runs = 0;
    app.post('/early', async ({ idempotency }) => {
      const { result } = await idempotency.execute(async () => ++runs);
      return { result };
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const answers = await twice(
      clientOf(app.server, () => app.close()),
      '/early',
    );
    expect(answers.map(({ json }) => json.result)).toEqual([1, 1]);
  });

  test('takes the fingerprint of the bytes as sent with rawBody', async () => {
    const fingerprintOf = async (rawBody) => {
      const client = await start({ ...RESPONSE, rawBody }, (app) => {
        // A parser that throws most of the body away.
        app.addContentTypeParser('text/csv', { parseAs: 'string' }, (request, body, done) =>
          done(null, body.length),
        );
        app.post('/a', async ({ body }) => ({ body }));
      });
      const csv = (body) => ({ key: 'k', body, headers: { 'Content-Type': 'text/csv' } });
      return [await client.post('/a', csv('a,b')), await client.post('/a', csv('c,d'))];
    };
    expect((await fingerprintOf(false)).map(({ status }) => status)).toEqual([200, 200]);
    const [first, other] = await fingerprintOf(true);
    expect(first.json).toEqual({ body: 3 });
    expect(other.status).toBe(422);
  });

  test('leaves a tombstone for a reply that goes past Fastify', async () => {
    let runs = 0;
    const client = await start(RESPONSE, (app) => {
      app.post('/a', async (request, reply) => {
        runs++;
        reply.hijack();
        reply.raw.end('past Fastify');
      });
    });
    const [first, retry] = await twice(client, '/a');
    expect(first.text).toBe('past Fastify');
    expect([retry.status, retry.error]).toEqual([409, 'RESULT_NOT_REPLAYABLE']);
    expect(runs).toBe(1);
  });

  test('refuses an event stream, and leaves a tombstone', async () => {
    const { PassThrough } = require('node:stream');
    const stream = new PassThrough();
    const client = await start(RESPONSE, (app) => {
      app.post('/a', (request, reply) => reply.type('text/event-stream').send(stream));
    });
    const [first, retry] = await twice(client, '/a');
    expect([first.status, first.error]).toEqual([500, 'RESPONSE_NOT_CAPTURABLE']);
    expect([retry.status, retry.error]).toEqual([409, 'RESULT_NOT_REPLAYABLE']);
    expect(stream.destroyed).toBe(true);
  });

  const atOnce = (send) => void send();
  test.each([
    ['execute mode', undefined, atOnce],
    ['response mode', RESPONSE, atOnce],
    ['response mode by a callback', RESPONSE, setImmediate],
  ])(
    'answers 500 to a stream that was destroyed before it is sent, in %s',
    async (_, options, soon) => {
      const { PassThrough } = require('node:stream');
      const routes = (app) => {
        app.post('/a', (request, reply) => {
          const stream = new PassThrough();
          stream.destroy();
          soon(() => reply.type('text/plain').send(stream));
        });
      };
      const client = await start(options, routes);
      const [first, retry] = await twice(client, '/a');
      expect([first.status, retry.status]).toEqual([500, options ? 409 : 500]);
    },
  );

  test('does not run again after a stream that breaks', async () => {
    const { Readable } = require('node:stream');
    let runs = 0;
    const client = await start(RESPONSE, (app) => {
      app.post('/a', (request, reply) => {
        runs++;
        const parts = async function* () {
          yield 'one';
          throw new Error('broken');
        };
        reply.type('text/plain').send(Readable.from(parts()));
      });
    });
    // Nothing of it was sent yet, so that Fastify answers with an error.
    expect((await twice(client, '/a')).map(({ status }) => status)).toEqual([500, 409]);
    expect(runs).toBe(1);
  });

  test.each([
    ['calls reply.send() later', (run, reply) => void run().then((value) => reply.send(value))],
    ['returns a value at once', () => 'at once'],
    ['returns its reply at once', (run, reply) => reply.send('at once')],
    ['returns its reply', async (run, reply) => reply.send(await run())],
    ['sends and awaits its reply', async (run, reply) => (reply.send(await run()), await reply)],
    ['returns nothing', async (run) => void (await run())],
  ])('takes a handler that %s', async (what, handle) => {
    let runs = 0;
    const client = await start(RESPONSE, (app) => {
      app.post('/a', (request, reply) => {
        runs++;
        return handle(async () => wait(1, 'a value'), reply);
      });
    });
    const [first, retry] = await twice(client, '/a');
    expect([first.status, first.cached, retry.cached]).toEqual([200, false, true]);
    expect(retry.text).toBe(first.text);
    expect(retry.headers['content-type']).toBe(first.headers['content-type']);
    expect(runs).toBe(1);
  });

  describe('if the client leaves while a handler runs', () => {
    /** The replay of POST /a, whose first client leaves before the handler goes on. */
    async function replayAfterLeave(handle) {
      const { run, begun, finish } = gatedOperation();
      let isClosed = false;
      const client = await start(RESPONSE, (app) => {
        app.post('/a', (request, reply) => {
          reply.raw.once('close', () => (isClosed = true));
          return handle(run, reply);
        });
      });
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
      const replay = await until(retry, 'the response is stored');
      expect(run).toHaveBeenCalledTimes(1);
      return replay;
    }

    test('keeps an empty response', async () => {
      const replay = await replayAfterLeave(async (run, reply) => {
        reply.code(202);
        await run();
      });
      expect([replay.status, replay.text]).toEqual([202, '']);
    });

    test.each([
      ['returns its value', (run) => run()],
      ['sends it later', (run, reply) => void run().then((value) => reply.send(value))],
      [
        'returns its reply and sends it later',
        async (run, reply) => {
          run().then((value) => reply.send(value));
          return reply;
        },
      ],
      [
        'waits for its reply and sends it later',
        async (run, reply) => {
          run().then((value) => reply.send(value));
          await reply;
        },
      ],
    ])('keeps the response of a handler that %s', async (what, handle) => {
      const replay = await replayAfterLeave(handle);
      expect([replay.status, replay.json]).toEqual([200, { paid: true }]);
    });
  });

  test('gives a handler its context by execute() in response mode, and lets it decide about its response', async () => {
    let effects = 0;
    const client = await start(RESPONSE, (app) => {
      app.post('/a', async ({ idempotency }) => {
        effects++;
        idempotency.ttl(60);
        const { result } = await idempotency.execute(({ effectId, key }) => ({ effectId, key }));
        return result;
      });
    });
    const [first, retry] = await twice(client, '/a');
    expect(first.json).toEqual({ key: 'k', effectId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(retry.json).toEqual(first.json);
    expect(effects).toBe(1);
  });

  test('keeps to the store of a scope for its routes with options', async () => {
    const [outer, inner] = [testStore(), testStore()];
    await start({ ...RESPONSE, store: outer }, (app) =>
      app.register(async (scope) => {
        await scope.register(plugin, { ...RESPONSE, store: inner });
        scope.post('/a', async () => 'a');
        scope.post('/b', { config: { idempotency: { required: true } } }, async () => 'b');
      }),
    ).then(async (client) => {
      await client.post('/a', SENT);
      await client.post('/b', SENT);
    });
    expect((await outer.records()).length).toBe(0);
    expect((await inner.records()).length).toBe(2);
  });

  test('takes the fingerprint of the bytes as sent in a scope inside', async () => {
    const client = await start({ ...RESPONSE, rawBody: true }, (app) =>
      app.register(async (scope) => {
        await scope.register(plugin, { required: true });
        const parse = (request, text, done) => done(null, { length: text.length });
        scope.addContentTypeParser('text/plain', { parseAs: 'string' }, parse);
        scope.post('/a', async () => 'a');
      }),
    );
    await client.post('/a', { key: 'k', body: 'one' });
    expect((await client.post('/a', { key: 'k', body: 'two' })).error).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });

  test('takes the bytes of a body that a hook before has decoded', async () => {
    const { createGunzip, gzipSync } = require('node:zlib');
    const app = fastify();
    app.addHook('preParsing', async (request, reply, payload) => {
      const decoded = payload.pipe(createGunzip());
      decoded.receivedEncodedLength = Number(request.headers['content-length']);
      return decoded;
    });
    await app.register(plugin, { store: testStore(), ...RESPONSE, rawBody: true });
    app.post('/a', async ({ body }) => body);
    await app.listen({ port: 0, host: '127.0.0.1' });
    const client = clientOf(app.server, () => app.close());
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    const answer = await client.post('/a', { key: 'k', body: gzipSync('{"amount":1}'), headers });
    expect([answer.status, answer.text]).toEqual([200, '{"amount":1}']);
  });

  test('tells uploaded files apart that a hook before has read', async () => {
    const app = fastify();
    app.addContentTypeParser('multipart/form-data', (request, payload, done) => {
      payload.resume().once('end', () => done(null, { amount: '1' }));
    });
    app.addHook('preHandler', async (request) => {
      const size = Number(request.headers['x-size']);
      request.files = [{ fieldname: 'file', originalname: 'a', mimetype: 'text/plain', size }];
    });
    await app.register(plugin, { store: testStore(), ...RESPONSE });
    app.post('/a', async () => 'a');
    await app.listen({ port: 0, host: '127.0.0.1' });
    const client = clientOf(app.server, () => app.close());
    const send = (size) => {
      const headers = { 'Content-Type': 'multipart/form-data; boundary=x', 'X-Size': size };
      return client.post('/a', { key: 'k', body: 'any', headers });
    };
    expect((await send('3')).status).toBe(200);
    expect((await send('4')).error).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  describe('if a reply fails on its way', () => {
    const failing = [
      [
        'a header that HTTP refuses',
        (app) => {
          app.post('/a', async (request, reply) => reply.header('x-name', 'a\u20ac').send('paid'));
        },
        'ERR_INVALID_CHAR',
      ],
      [
        'a hook that throws',
        (app) => {
          app.addHook('onSend', (request, reply, payload, done) => {
            if (reply.statusCode === 200 && request.headers['x-fail']) throw new Error('hook');
            done(null, payload);
          });
          app.post('/a', async () => 'paid');
        },
        undefined,
      ],
      [
        'a hook that gives an error',
        (app) => {
          app.addHook('onSend', async ({ headers }, reply, payload) => {
            if (reply.statusCode === 200 && headers['x-fail']) throw new Error('hook');
            return payload;
          });
          app.post('/a', async () => 'paid');
        },
        undefined,
      ],
    ];

    test.each(failing)('answers 500 for %s, and keeps the reply', async (what, define, code) => {
      const client = await start(RESPONSE, define);
      const first = await client.post('/a', { ...SENT, headers: { 'X-Fail': '1' } });
      expect([first.status, first.json.code, first.json.statusCode]).toEqual([500, code, 500]);
      expect(await client.post('/a', SENT)).toMatchObject({ cached: true, text: 'paid' });
    });
  });

  test.each([
    ['sends without return', async (reply) => void reply.send('sent')],
    ['sends, and returns something else', async (reply) => (reply.send('sent'), 'other')],
    ['sends, and throws', async (reply) => Promise.reject((reply.send('sent'), new Error('late')))],
    [
      'sends at once, and throws',
      (reply) => {
        reply.send('sent');
        throw new Error('late');
      },
    ],
  ])('sends one reply of a handler that %s', async (what, handle) => {
    const client = await start(RESPONSE, (app) => {
      app.post('/a', (request, reply) => handle(reply));
    });
    const [first, retry] = await twice(client, '/a');
    expect([first.status, first.text, first.cached]).toEqual([200, 'sent', false]);
    expect([retry.status, retry.text, retry.cached]).toEqual([200, 'sent', true]);
  });

  test.each([
    ['text', () => new Response('web', { status: 202, headers: { Location: '/a/1' } }), 'web'],
    ['nothing', () => new Response(null, { status: 202, headers: { Location: '/a/1' } }), ''],
  ])('keeps a Response of the web with %s', async (what, answer, text) => {
    const client = await start(RESPONSE, (app) => {
      app.post('/a', async () => answer());
    });
    for (const { status, headers, ...each } of await twice(client, '/a')) {
      expect([status, headers.location, `${each.body}`]).toEqual([202, '/a/1', text]);
    }
    expect((await client.post('/a', SENT)).cached).toBe(true);
  });

  test('does not free a key for the reply of a timer, whatever hooks come before', async () => {
    const { run, begun, finish } = gatedOperation();
    const app = fastify();
    app.addHook('onSend', async (request, reply, payload) => payload);
    await app.register(plugin, { store: testStore(), ...RESPONSE, cacheErrors: 'client' });
    app.addHook('preHandler', async (request, reply) => {
      void begun.then(() => setTimeout(() => reply.code(500).send('too late'), 1));
    });
    app.post('/a', run);
    await app.listen({ port: 0, host: '127.0.0.1' });
    const client = clientOf(app.server, () => app.close());
    const [first, retry] = await twice(client, '/a');
    finish('done');
    expect([first.status, first.text]).toEqual([500, 'too late']);
    expect([retry.status, retry.error]).toEqual([409, 'OUTCOME_UNKNOWN']);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('begins no handler for a request that was answered while it waited', async () => {
    const first = gatedOperation();
    const app = fastify();
    const waiting = [];
    app.addHook('onRequest', async (request, reply) => {
      if (request.headers['x-waits']) waiting.push(reply);
    });
    await app.register(plugin, { store: testStore(), ...RESPONSE, inProgress: 'wait' });
    let runs = 0;
    app.post('/a', async ({ idempotency }) => {
      runs++;
      await first.run();
      idempotency.skip();
      return 'skipped';
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const client = clientOf(app.server, () => app.close());
    const one = client.post('/a', SENT);
    await first.begun;
    const two = client.post('/a', { ...SENT, headers: { 'X-Waits': '1' } });
    await until(() => waiting.length === 1, 'the second request is there');
    waiting[0].code(503).send('too late');
    expect((await two).status).toBe(503);
    first.finish();
    expect((await one).text).toBe('skipped');
    expect((await client.post('/a', SENT)).text).toBe('skipped');
    expect(runs).toBe(2);
  });

  test('tells what became of a request that a hook or the plugin refuses', async () => {
    const outcomes = [];
    const onEvent = ({ type, outcome, code }) =>
      type === 'request' && outcomes.push([outcome, code]);
    const app = fastify();
    app.register(plugin, { store: testStore(), ...RESPONSE, onEvent });
    app.post('/early', async () => 'a');
    app.register(async (scope) => {
      const refuse = async () =>
        Promise.reject(Object.assign(new Error('no'), { statusCode: 401 }));
      scope.post('/private', { preHandler: refuse }, async () => 'a');
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const client = clientOf(app.server, () => app.close());
    expect((await client.post('/early', SENT)).status).toBe(500);
    expect((await client.post('/private', SENT)).status).toBe(401);
    await until(() => outcomes.length === 2, 'both requests were told');
    expect(outcomes).toEqual([
      ['refused', 'NOT_MOUNTED'],
      ['passed', undefined],
    ]);
  });

  test('names the template of the route in events', async () => {
    const routes = [];
    const onEvent = ({ type, route }) => type === 'request' && routes.push(route);
    const client = await start({ ...RESPONSE, onEvent }, (app) => {
      app.post('/orders/:id/pay', async () => 'paid');
    });
    await client.post('/orders/1/pay', SENT);
    await client.post('/orders/2/pay', SENT);
    await client.post('/orders/2/pay', SENT);
    await until(() => routes.length === 3, 'three requests were told');
    expect(new Set(routes)).toEqual(new Set(['/orders/:id/pay']));
  });

  test('leaves a path that is not there to Fastify', async () => {
    const client = await start({ ...RESPONSE, required: true }, () => {});
    expect((await client.post('/nowhere', { body: {} })).status).toBe(404);
  });
});
