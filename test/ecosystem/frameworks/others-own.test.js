'use strict';

const http = require('node:http');
const { PassThrough } = require('node:stream');

const { createAdaptorServer } = require('@hono/node-server');
const { Hono } = require('hono');
const Koa = require('koa');
const Koa2 = require('koa2');

const hono = require('../../../lib/adapters/hono');
const { idempotentListener } = require('../../../lib/adapters/http');
const koa = require('../../../lib/adapters/koa');
const { testStore } = require('../../../lib/testing');
const { gatedOperation } = require('../../helpers/gate');
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
});

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

  test('sends a stream as it comes', async () => {
    const { run, begun, finish } = gatedOperation();
    const parts = async function* () {
      yield Buffer.from('one ');
      yield Buffer.from('two ');
      await run();
      yield Buffer.from('three');
    };
    const { Readable } = require('node:stream');
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
    ['not a function', undefined],
    ['{}', {}],
  ])('refuses a listener that is %s', (_, listener) => {
    expect(() => idempotentListener(listener)).toThrow('listener');
  });
});
