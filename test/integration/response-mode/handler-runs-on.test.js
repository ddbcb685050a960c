'use strict';

const { generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { serve } = require('../../helpers/app');
const { onEachSetup } = require('../../helpers/each-store');
const { createGate } = require('../../helpers/gate');
const { until } = require('../../helpers/until');

const SOON_MS = 20;
const timedOut = () => Object.assign(new Error('It took too long.'), { status: 503 });
const answer503 = (res) => res.status(503).json({ error: 'TIMEOUT' });

/** A timeout as connect-timeout has it, which comes when the handler runs. */
function requestTimeout(req, res, next) {
  const timer = setInterval(() => {
    if (!req.isHandled) return;
    clearInterval(timer);
    req.timedout = true;
    next(timedOut());
  }, SOON_MS);
  res.on('finish', () => clearInterval(timer));
  next();
}

const TIMEOUTS = {
  'a timer that sends 503': (req, res, next) => {
    setTimeout(answer503, SOON_MS, res);
    next();
  },
  'a timer that hands an error on': (req, res, next) => {
    setTimeout(next, SOON_MS, timedOut());
    next();
  },
  'an interval': (req, res, next) => {
    const interval = setInterval(() => {
      clearInterval(interval);
      answer503(res);
    }, SOON_MS);
    next();
  },
  'an AbortSignal': (req, res, next) => {
    const signal = AbortSignal.timeout(SOON_MS);
    signal.addEventListener('abort', () => answer503(res));
    next();
  },
  'res.setTimeout()': (req, res, next) => {
    res.setTimeout(SOON_MS, () => answer503(res));
    next();
  },
  'a timeout of the socket': (req, res, next) => {
    req.socket.setTimeout(SOON_MS, () => answer503(res));
    // Without a listener Node would end the connection.
    res.on('timeout', () => {});
    next();
  },
  'a socket timeout that takes a while to answer': (req, res, next) => {
    res.setTimeout(SOON_MS, async () => {
      await null;
      answer503(res);
    });
    next();
  },
  'a timer that skips and takes a while to answer': (req, res, next) => {
    setTimeout(async () => {
      res.idempotency.skip();
      await null;
      answer503(res);
    }, SOON_MS);
    next();
  },
  'a middleware like connect-timeout': requestTimeout,
};

onEachSetup((express, store) => {
  /** A route whose handler runs until `goOn` is opened, behind `before`, the middleware and `after`. */
  async function serveHanging({ before = [], after = [], ...options }) {
    const goOn = createGate();
    const handler = jest.fn(async (req, res) => {
      req.isHandled = true;
      await goOn.passed;
      if (!res.headersSent) res.json({ charged: true });
    });
    const client = await serve(express, (app) => {
      app.use(
        ...before,
        idempotency({ mode: 'response', scope: false, store: store(), ...options }),
      );
      app.post('/run', ...after, handler);
    });
    return { client, handler, goOn };
  }

  describe.each([
    ['by default', {}],
    ["with cacheStatus ['2xx']", { cacheStatus: ['2xx'] }],
    ['with a storeIf that frees', { storeIf: () => false }],
  ])('%s', (_, options) => {
    test.each(Object.entries(TIMEOUTS))(
      'a key whose client was answered by %s stays owned while the handler runs',
      async (name, timeout) => {
        const { client, handler, goOn } = await serveHanging({ after: [timeout], ...options });
        const sent = { key: newKey(), body: {} };
        expect(await client.post('/run', sent)).toMatchObject({ status: 503 });
        for (let i = 0; i < 3; i++) {
          expect(await client.post('/run', sent)).toMatchObject({ status: 409 });
        }
        expect(handler).toHaveBeenCalledTimes(1);
        goOn.open();
      },
    );

    test('a key whose client was answered by a timeout before the middleware stays owned too', async () => {
      const { client, handler, goOn } = await serveHanging({
        before: [requestTimeout],
        ...options,
      });
      const sent = { key: newKey(), body: {} };
      expect(await client.post('/run', sent)).toMatchObject({ status: 503 });
      expect(await client.post('/run', sent)).toMatchObject({ status: 409 });
      expect(handler).toHaveBeenCalledTimes(1);
      goOn.open();
    });
  });

  /** The answers to two equal requests, both of which `handler` gives. */
  async function twice(handler, { before = [], ...options }) {
    const runs = jest.fn(handler);
    const client = await serve(express, (app) => {
      app.use(
        ...before,
        idempotency({ mode: 'response', scope: false, store: store(), ...options }),
      );
      app.post('/run', runs);
    });
    const sent = { key: newKey(), body: {} };
    const answers = [await client.post('/run', sent), await client.post('/run', sent)];
    return { statuses: answers.map(({ status }) => status), runs: runs.mock.calls.length };
  }

  test.each([
    ['at once', (req, res) => answer503(res)],
    ['after a delay', async (req, res) => answer503(await until(() => res, 'never'))],
    ['in an immediate', (req, res) => setImmediate(answer503, res)],
  ])('a handler that ended %s frees its key if the app says so', async (_, handler) => {
    const ended = { statuses: [503, 503], runs: 2 };
    expect(await twice(handler, { cacheStatus: ['2xx'] })).toEqual(ended);
    const skipping = (req, res) => {
      res.idempotency.skip();
      return handler(req, res);
    };
    expect(await twice(skipping, {})).toEqual(ended);
  });

  test('a request that a timer has held back is no timeout', async () => {
    const before = [(req, res, next) => setTimeout(next, SOON_MS)];
    const handler = (req, res) => answer503(res);
    const { runs } = await twice(handler, { before, cacheStatus: ['2xx'] });
    expect(runs).toBe(2);
  });

  test('a request that was answered before its key was won runs nothing, and leaves the key as it was', async () => {
    const late = createGate();
    const runs = jest.fn((req, res) => res.json({ run: runs.mock.calls.length }));
    const client = await serve(express, (app) => {
      app.use(
        (req, res, next) => {
          if (!late.opened) setTimeout(() => answer503(res), SOON_MS);
          next();
        },
        idempotency({
          mode: 'response',
          store: store(),
          scope: () => late.passed.then(() => 'me'),
        }),
      );
      app.post('/run', runs);
    });
    const sent = { key: newKey(), body: {} };
    expect(await client.post('/run', sent)).toMatchObject({ status: 503 });
    Object.assign(late, { opened: true }).open();
    const retry = await until(async () => {
      const answer = await client.post('/run', sent);
      return answer.status === 200 && answer;
    }, 'the key is free');
    expect(retry).toMatchObject({ cached: false, json: { run: 1 } });
  });
});
