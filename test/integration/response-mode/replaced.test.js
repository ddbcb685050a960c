'use strict';

const { once } = require('node:events');

const compression = require('compression');
const { asyncRoute, generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { serve } = require('../../helpers/app');
const { onEachSetup } = require('../../helpers/each-store');
const { createGate } = require('../../helpers/gate');
const { until } = require('../../helpers/until');

const turn = () => new Promise(setImmediate);

const moments = {
  'at once': async () => {},
  'after a promise': async () => null,
  'in a later turn': turn,
  'by a timer': () => new Promise((resolve) => setTimeout(resolve, 20)),
};

const answers = {
  'a 200': { status: 200, send: (res) => res.status(200).json({ ok: false }) },
  'a redirect': { status: 302, send: (res) => res.redirect('/sorry') },
  'a 409': { status: 409, send: (res) => res.status(409).set('X-Error', '1').json({ ok: false }) },
  'a 200 without a word on its status': { status: 200, send: (res) => res.end('sorry') },
  'a stream': {
    status: 200,
    send: async (res) => {
      res.write('sor');
      await turn();
      res.end('ry');
    },
  },
};

const cases = Object.keys(answers).flatMap((what) =>
  Object.keys(moments).map((when) => [what, when]),
);

onEachSetup((express, store) => {
  /** An app whose error handler answers in one of these ways, at one of these moments. */
  function serveReplaced(handler, what, when, options) {
    return serve(express, (app) => {
      app.use(idempotency({ mode: 'response', scope: false, store: store(), ...options }));
      app.post('/run', asyncRoute(handler));
      app.use(async (error, req, res, next) => {
        if (error.code === undefined) return next(error);
        await moments[when]();
        await answers[what].send(res);
      });
    });
  }

  const timeout = { operationTimeoutMs: 30 };

  test.each(cases)('%s %s answers for a handler that hangs', async (what, when) => {
    const client = await serveReplaced(() => {}, what, when, timeout);
    const answer = await client.post('/run', { key: newKey(), body: {} });
    expect(answer.status).toBe(answers[what].status);
    expect(answer.cached).toBeUndefined();
  });

  test.each(cases)('%s %s answers for an event stream', async (what, when) => {
    const stream = async (req, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      for (let i = 0; i < 10; i++) {
        res.write(`data: ${i}\n\n`);
        await turn();
      }
      res.end('data: over\n\n');
    };
    const client = await serveReplaced(stream, what, when);
    const answer = await client.post('/run', { key: newKey(), body: {} });
    expect(answer.status).toBe(answers[what].status);
    expect(answer.text).not.toContain('data:');
  });

  const late = {
    json: (res) => res.status(201).set('X-Late', '1').json({ late: true }),
    'an error': (res) => res.status(500).json({ late: true }),
    'a stream': (res) => {
      res.writeHead(200, { 'X-Late': '1' });
      res.write('late');
      res.end('late');
    },
    'a closed response': (res) => res.destroy(),
    'a status and a reason': (res) => {
      res.status(409).statusMessage = 'Late';
    },
  };

  test.each(Object.keys(late))(
    'a handler that was given up and then gives %s is not heard, while another answers',
    async (name) => {
      const [gone, wrote] = [createGate(), createGate()];
      const client = await serve(express, (app) => {
        app.use(idempotency({ mode: 'response', scope: false, store: store(), ...timeout }));
        app.post('/run', async (req, res) => {
          await gone.passed;
          wrote.open(expect(() => late[name](res)).not.toThrow());
        });
        app.use(async (error, req, res, next) => {
          if (error.code === undefined) return next(error);
          gone.open();
          await wrote.passed;
          res.json({ ok: false });
        });
      });
      const answer = await client.post('/run', { key: newKey(), body: {} });
      expect(answer).toMatchObject({ status: 200, reason: 'OK', json: { ok: false } });
      expect(answer.headers).not.toHaveProperty('x-late');
    },
  );

  test('a policy that throws is answered for by an async error handler', async () => {
    const seen = [];
    const client = await serve(express, (app) => {
      const cacheStatus = () => {
        throw new Error('no policy');
      };
      app.use(idempotency({ mode: 'response', scope: false, store: store(), cacheStatus }));
      app.post('/run', (req, res) => {
        const beat = setInterval(() => seen.push(res.write(' ')), 1);
        res.on('close', () => clearInterval(beat));
        res.status(201).json({ charged: true });
      });
      app.use(async (error, req, res, next) => {
        if (error.message !== 'no policy') return next(error);
        await until(() => seen.length > 2, 'the handler goes on');
        res.status(202).json({ ok: false });
      });
    });
    const answer = await client.post('/run', { key: newKey(), body: {} });
    expect(answer).toMatchObject({ status: 202, text: '{"ok":false}' });
  });

  test('an error handler that has lost its context leaves no client waiting', async () => {
    const calls = [];
    const elsewhere = setInterval(() => calls.splice(0).forEach((call) => call()), 5);
    const client = await serve(express, (app) => {
      app.use(idempotency({ mode: 'response', scope: false, store: store(), ...timeout }));
      app.use(compression({ threshold: 0 }));
      app.post('/run', () => {});
      app.use((error, req, res, next) => {
        if (error.code === undefined) return next(error);
        calls.push(() => res.status(200).json({ ok: false }));
      });
    });
    const sent = { key: newKey(), body: {}, headers: { 'Accept-Encoding': 'gzip' } };
    const { request, answered } = client.begin('POST', '/run', sent);
    const [[response]] = await Promise.all([once(request, 'response'), answered]);
    clearInterval(elsewhere);
    expect(response.statusCode).toBe(500);
    // Nothing in gzip is not an empty body.
    expect(response.headers).not.toHaveProperty('content-encoding');
  });
});
