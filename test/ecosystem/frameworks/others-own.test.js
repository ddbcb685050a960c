'use strict';

const http = require('node:http');
const path = require('node:path');
const { PassThrough, Readable } = require('node:stream');
const { promisify } = require('node:util');

const { createAdaptorServer } = require('@hono/node-server');
const { bodyParser } = require('@koa/bodyparser');
const { formidable } = require('formidable');
const { Hono } = require('hono');
const Koa = require('koa');
const Koa2 = require('koa2');
const multer = require('multer');

const hono = require('../../../lib/adapters/hono');
const { idempotentListener } = require('../../../lib/adapters/http');
const koa = require('../../../lib/adapters/koa');
const { testStore } = require('../../../lib/testing');
const { gatedOperation } = require('../../helpers/gate');
const { ROOT } = require('../../helpers/project');
const { until } = require('../../helpers/until');
const { serve } = require('./servers/serve');

const SENT = { key: 'k', body: 'text' };
const RESPONSE = { mode: 'response', scope: false };

const twice = async (client, sent = SENT) => [
  await client.post('/a', sent),
  await client.post('/a', sent),
];

/** The replay of a handler whose client leaves before it ends; `gate` is that of the handler. */
async function replayAfterLeave(client, { begun, finish }, closed) {
  const { request, answered } = client.begin('POST', '/a', SENT);
  request.on('error', () => {});
  answered.catch(() => {});
  await begun;
  request.destroy();
  await until(closed, 'the response is closed');
  finish();
  return until(async () => {
    const retry = await client.post('/a', SENT);
    return retry.cached ? retry : undefined;
  }, 'the response is stored');
}

describe.each([
  ['Koa 2', Koa2],
  ['Koa 3', Koa],
])('the middleware of %s', (name, App) => {
  /** Serves an app whose route is `handle(ctx)`. */
  function start(handle, options, define = () => {}) {
    const app = new App();
    app.silent = true;
    define(app);
    // Stands for a body parser.
    app.use(async (ctx, next) => {
      ctx.request.body = (await ctx.req.toArray()).join('');
      return next();
    });
    app.use(koa.idempotency({ store: testStore(), ...RESPONSE, ...options }));
    app.use(handle);
    return serve(http.createServer(app.callback()));
  }

  test('stores the response that Koa itself makes of an error', async () => {
    const client = await start((ctx) => ctx.throw(402, 'No money.'));
    const [first, retry] = await twice(client);
    expect([first.status, first.text, first.cached]).toEqual([402, 'No money.', false]);
    expect([retry.status, retry.text, retry.cached]).toEqual([402, 'No money.', true]);
    expect(retry.headers['content-type']).toBe(first.headers['content-type']);
  });

  test('ends the answer of a stream that was destroyed before it is sent', async () => {
    const client = await start((ctx) => {
      const stream = new PassThrough();
      stream.destroy();
      ctx.type = 'text/plain';
      ctx.body = stream;
    });
    // Koa 3 cuts the connection.
    const first = await client.post('/a', SENT).catch(() => ({ status: 500 }));
    expect(first.status).toBe(500);
    expect((await client.post('/a', SENT)).error).toBe('OUTCOME_UNKNOWN');
  });

  test('stores the message of a status without a body', async () => {
    const client = await start((ctx) => (ctx.status = 404));
    const [first, retry] = await twice(client);
    expect([retry.status, retry.text]).toEqual([404, first.text]);
    expect(retry.headers['content-type']).toBe(first.headers['content-type']);
  });

  test('leaves a tombstone for a response that goes past the context', async () => {
    const client = await start((ctx) => {
      ctx.respond = false;
      ctx.res.end('past Koa');
    });
    const [first, retry] = await twice(client);
    expect(first.text).toBe('past Koa');
    expect([retry.status, retry.error]).toEqual([409, 'RESULT_NOT_REPLAYABLE']);
  });

  test('throws refusals with problemDetails: false', async () => {
    const caught = [];
    const client = await start(
      (ctx) => (ctx.body = 'a'),
      { problemDetails: false },
      (app) =>
        app.use((ctx, next) =>
          next().catch((error) => {
            caught.push(error.code);
            ctx.status = 418;
          }),
        ),
    );
    await client.post('/a', SENT);
    expect((await client.post('/a', { ...SENT, body: 'other' })).status).toBe(418);
    expect(caught).toEqual(['IDEMPOTENCY_KEY_REUSED']);
  });

  test('refuses an event stream, and leaves a tombstone', async () => {
    const stream = new PassThrough();
    const client = await start((ctx) => {
      ctx.type = 'text/event-stream';
      ctx.body = stream;
    });
    const [first, retry] = await twice(client);
    expect([first.status, first.error]).toEqual([500, 'RESPONSE_NOT_CAPTURABLE']);
    expect([retry.status, retry.error]).toEqual([409, 'RESULT_NOT_REPLAYABLE']);
  });

  describe('on a form with a file', () => {
    const form = (text) => {
      const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n';
      return {
        key: 'k',
        body: `${head}Content-Type: text/plain\r\n\r\n${text}\r\n--x--\r\n`,
        headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
      };
    };

    /** An app whose uploads are read by `upload(ctx, next)`. */
    function startUploads(...uploads) {
      const app = new App();
      app.silent = true;
      for (const upload of uploads) app.use(upload);
      app.use(koa.idempotency({ store: testStore(), ...RESPONSE }));
      app.use((ctx) => (ctx.body = 'stored'));
      return serve(http.createServer(app.callback()));
    }

    const byFormidable = async (ctx, next) => {
      const [fields, files] = await formidable({}).parse(ctx.req);
      Object.assign(ctx.request, { body: fields, files });
      return next();
    };
    const byMulter = async (ctx, next) => {
      await promisify(multer().any())(ctx.req, ctx.res);
      ctx.request.body = ctx.req.body;
      return next();
    };
    const elsewhere = async (ctx, next) => {
      ctx.state.upload = await ctx.req.toArray();
      return next();
    };

    test.each([
      ['formidable', byFormidable],
      ['multer', byMulter],
    ])('tells the files of %s apart', async (parser, upload) => {
      const client = await startUploads(upload);
      expect((await client.post('/a', form('one'))).text).toBe('stored');
      expect((await client.post('/a', form('one'))).cached).toBe(true);
      expect((await client.post('/a', form('another'))).error).toBe('IDEMPOTENCY_KEY_REUSED');
    });

    test('refuses one whose bytes went past the {} of a body parser', async () => {
      const client = await startUploads(bodyParser(), elsewhere);
      expect((await client.post('/a', form('one'))).error).toBe('BODY_NOT_READ');
    });

    test('takes {} that a body parser has read', async () => {
      const client = await startUploads(bodyParser());
      const headers = { 'Content-Type': 'application/json' };
      const chunked = { ...headers, 'Transfer-Encoding': 'chunked' };
      const empty = (body, sent) => client.post('/a', { key: 'k', body, headers: sent });
      expect((await empty('{}', headers)).text).toBe('stored');
      expect((await empty('{ }', chunked)).cached).toBe(true);
      expect((await empty('{"a":1}', headers)).error).toBe('IDEMPOTENCY_KEY_REUSED');
    });
  });

  test('lets a context pass that another copy of the package captures', async () => {
    const copy = secondCopy('lib/adapters/koa');
    const store = testStore();
    const client = await start(
      (ctx) => (ctx.body = 'once'),
      { store },
      (app) => {
        app.use(async (ctx, next) => {
          ctx.request.body = (await ctx.req.toArray()).join('');
          return next();
        });
        app.use(copy.idempotency({ store, ...RESPONSE }));
      },
    );
    expect((await twice(client)).map(({ text, cached }) => [text, cached])).toEqual([
      ['once', false],
      ['once', true],
    ]);
  });

  test.each([[null], [5], [[]], [{ nope: 1 }]])('refuses %j as its options', (options) => {
    expect(() => koa.idempotency(options)).toThrow('onceonly: ');
  });

  test('stores the error of a handler whose client has left', async () => {
    const { run, begun, finish } = gatedOperation();
    let isClosed = false;
    const client = await start(async (ctx) => {
      ctx.res.once('close', () => (isClosed = true));
      await run();
      ctx.throw(402, 'No money.');
    });
    const replay = await replayAfterLeave(client, { begun, finish }, () => isClosed);
    expect([replay.status, replay.text]).toEqual([402, 'No money.']);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['text', () => 'No money.'],
    ['a stream', () => Readable.from(['No ', 'money.'])],
  ])(
    'stores the answer of error middleware as %s for a client that has left',
    async (what, body) => {
      const { run, begun, finish } = gatedOperation();
      let isClosed = false;
      const answerError = async (ctx, next) => {
        try {
          await next();
        } catch {
          ctx.status = 402;
          ctx.body = body();
        }
      };
      const client = await start(
        async (ctx) => {
          ctx.res.once('close', () => (isClosed = true));
          await run();
          throw new Error('declined');
        },
        { cacheErrors: 'client' },
        (app) => app.use(answerError),
      );
      const replay = await replayAfterLeave(client, { begun, finish }, () => isClosed);
      expect([replay.status, replay.text]).toEqual([402, 'No money.']);
      expect(run).toHaveBeenCalledTimes(1);
    },
  );
});

/** The package once more, as another version of it would be loaded. */
function secondCopy(entry) {
  let copy;
  jest.isolateModules(() => {
    copy = require(path.join(ROOT, entry));
  });
  return copy;
}

describe('the middleware of Hono', () => {
  function start(handle, options, define = () => {}) {
    const app = new Hono();
    define(app);
    app.use(hono.idempotency({ store: testStore(), ...RESPONSE, ...options }));
    app.post('/a', handle);
    return serve(createAdaptorServer({ fetch: app.fetch }));
  }

  test('answers refusals by the error handler of Hono', async () => {
    const client = await start((c) => c.text('a'));
    await client.post('/a', SENT);
    const refused = await client.post('/a', { ...SENT, body: 'other' });
    expect([refused.status, refused.error]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(refused.headers['content-type']).toBe('application/problem+json');
  });

  test('answers refusals of execute() by the error handler of Hono', async () => {
    const execute = async (c) => {
      const { result } = await c.get('idempotency').execute(() => 'a');
      return c.text(result);
    };
    const client = await start(execute, { mode: 'execute' });
    await client.post('/a', SENT);
    const refused = await client.post('/a', { ...SENT, body: 'other' });
    expect([refused.status, refused.error]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  test.each([
    ['JSON', { key: 'k', body: { a: 1 } }, async (c) => (await c.req.json()).a, '1'],
    [
      'a form',
      {
        key: 'k',
        body: 'a=1&b=2',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      },
      async (c) => (await c.req.parseBody()).b,
      '2',
    ],
    ['text', { key: 'k', body: 'text' }, (c) => c.req.text(), 'text'],
    ['bytes', { key: 'k', body: 'four' }, async (c) => (await c.req.blob()).size, '4'],
  ])('leaves the body to the handler as %s', async (what, sent, read, expected) => {
    const client = await start(async (c) => c.text(`${await read(c)}`));
    const answers = await twice(client, sent);
    expect(answers.map(({ text }) => text)).toEqual([expected, expected]);
  });

  test('refuses a body that is announced as too large', async () => {
    const client = await start((c) => c.text('a'), { maxBodyBytes: 3 });
    expect((await client.post('/a', SENT)).error).toBe('BODY_TOO_LARGE');
  });

  test('tells of a request that it refuses for its body, or whose handler throws no Error', async () => {
    const told = [];
    const onEvent = ({ type, outcome, code }) => type === 'request' && told.push([outcome, code]);
    const throwing = () => Promise.reject('no error');
    const large = await start((c) => c.text('a'), { maxBodyBytes: 3, onEvent });
    await large.post('/a', SENT);
    const thrown = await start(throwing, { mode: 'execute', onEvent });
    await thrown.post('/a', SENT);
    expect(told).toEqual([
      ['refused', 'BODY_TOO_LARGE'],
      ['passed', undefined],
    ]);
  });

  test('takes the body of a method that is not protected for execute()', async () => {
    const client = await start(
      () => {},
      { mode: 'execute', methods: ['PATCH'] },
      (app) => {
        app.use(hono.idempotency({ store: testStore(), scope: false, methods: ['PATCH'] }));
        app.put('/a', async (c) => {
          const { result } = await c.get('idempotency').execute(() => c.req.text());
          return c.text(result);
        });
      },
    );
    const answers = [await client.send('PUT', '/a', SENT), await client.send('PUT', '/a', SENT)];
    expect(answers.map(({ text, cached }) => [text, cached])).toEqual([
      ['text', false],
      ['text', true],
    ]);
  });

  test('sends a refusal without the headers of the response that it refuses', async () => {
    const headers = {
      'Content-Type': 'text/event-stream',
      'Content-Length': '9',
      Location: '/orders/1',
    };
    const client = await start((c) => c.body('data: 1\n\n', 200, headers));
    const [first, retry] = await twice(client);
    expect([first.status, first.error]).toEqual([500, 'RESPONSE_NOT_CAPTURABLE']);
    expect(first.headers.location).toBeUndefined();
    expect([retry.status, retry.error]).toEqual([409, 'RESULT_NOT_REPLAYABLE']);
  });

  test('cancels an event stream that it refuses', async () => {
    let isCancelled = false;
    const stream = () =>
      new ReadableStream({ pull: () => new Promise(() => {}), cancel: () => (isCancelled = true) });
    const client = await start((c) =>
      c.body(stream(), 200, { 'Content-Type': 'text/event-stream' }),
    );
    expect((await client.post('/a', SENT)).error).toBe('RESPONSE_NOT_CAPTURABLE');
    await until(() => isCancelled, 'the stream is cancelled');
  });

  test('keeps nothing of a handler that was given up, and says so once it has ended', async () => {
    const { run, finish } = gatedOperation();
    const late = async (c) => {
      await run();
      return c.text('late');
    };
    const client = await start(late, { operationTimeoutMs: 100 });
    expect((await client.post('/a', SENT)).error).toBe('OUTCOME_UNKNOWN');
    finish();
    await until(
      async () => (await client.post('/a', SENT)).error === 'OUTCOME_UNKNOWN',
      'the key is told as unknown',
    );
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('sends a stream as it comes', async () => {
    const { run, begun, finish } = gatedOperation();
    const parts = async function* () {
      yield Buffer.from('one ');
      yield Buffer.from('two ');
      await run();
      yield Buffer.from('three');
    };
    const client = await start((c) => c.body(Readable.toWeb(Readable.from(parts()))));
    const { request, answered } = client.begin('POST', '/a', SENT);
    const first = new Promise((resolve) => {
      request.on('response', (response) => response.once('data', resolve));
    });
    await begun;
    expect(`${await first}`).toBe('one ');
    finish();
    await answered;
    expect(await client.post('/a', SENT)).toMatchObject({ cached: true, text: 'one two three' });
  });

  test('keeps the response of a handler whose client has left', async () => {
    const { run, begun, finish } = gatedOperation();
    let isClosed = false;
    const client = await start(async (c) => {
      c.env.outgoing.once('close', () => (isClosed = true));
      await run();
      return c.text('paid', 201);
    });
    const replay = await replayAfterLeave(client, { begun, finish }, () => isClosed);
    expect([replay.status, replay.text]).toEqual([201, 'paid']);
  });
});

describe('idempotentListener()', () => {
  const start = (listener, options) =>
    serve(
      http.createServer(
        idempotentListener(listener, { store: testStore(), ...RESPONSE, ...options }),
      ),
    );

  test('puts the bytes of the body on the request', async () => {
    const client = await start((req, res) => res.end(req.rawBody));
    expect((await client.post('/a', SENT)).text).toBe('text');
  });

  test('refuses a body that is too large, without a key too', async () => {
    const client = await start((req, res) => res.end('ran'), { maxBodyBytes: 3 });
    expect((await client.post('/a', { body: 'text' })).error).toBe('BODY_TOO_LARGE');
  });

  test.each([
    ['a status of its own', { status: 402, message: 'No money.' }, 402, 'No money.'],
    ['no status', { message: 'secret' }, 500, 'Internal Server Error'],
    ['a status of the server', { status: 503, message: 'secret' }, 503, 'Internal Server Error'],
  ])('answers an error with %s', async (what, thrown, status, text) => {
    const client = await start(async () => Promise.reject(Object.assign(new Error(), thrown)));
    const answer = await client.post('/a', SENT);
    expect([answer.status, answer.text]).toEqual([status, text]);
  });

  test('answers by itself if onError throws', async () => {
    const onError = () => {
      throw Object.assign(new Error('worse'), { status: 400 });
    };
    const client = await start(() => Promise.reject(new Error('bad')), { onError });
    expect(await client.post('/a', SENT)).toMatchObject({ status: 400, text: 'worse' });
  });

  test.each([
    [
      'rejects',
      async () => Promise.reject(Object.assign(new Error('worse'), { status: 400 })),
      [400, 'worse'],
    ],
    [
      'throws in the middle of its answer',
      (error, req, res) => {
        res.writeHead(500).write('a part');
        throw new Error('worse');
      },
      undefined,
    ],
  ])('lives on if onError %s', async (what, onError, expected) => {
    const fail = (req) => {
      if (req.url === '/a') throw new Error('bad');
      return Promise.reject(Object.assign(new Error('known'), { status: 402 }));
    };
    const client = await start(fail, { mode: 'execute', onError });
    const answer = await client.post('/a', SENT).catch(() => undefined);
    expect(answer && [answer.status, answer.text]).toEqual(expected);
    const again = await client.post('/a', SENT).catch(() => undefined);
    expect(again && [again.status, again.text]).toEqual(expected);
  });

  test('tells of a request that it refuses for its body', async () => {
    const told = [];
    const onEvent = ({ type, outcome, code }) => type === 'request' && told.push([outcome, code]);
    const client = await start((req, res) => res.end(), { maxBodyBytes: 3, onEvent });
    await client.post('/a', SENT);
    expect(told).toEqual([['refused', 'BODY_TOO_LARGE']]);
  });

  test.each([[null], [5], [[]], [{ nope: 1 }], [{ onError: 1 }]])(
    'refuses %j as its options',
    (options) => {
      expect(() => idempotentListener(() => {}, options)).toThrow('onceonly: ');
    },
  );

  test.each([
    ['not a function', undefined],
    ['{}', {}],
  ])('refuses a listener that is %s', (_, listener) => {
    expect(() => idempotentListener(listener)).toThrow('listener');
  });
});
