'use strict';

const { Readable } = require('node:stream');

const compression = require('compression');

const { generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { serve } = require('../../helpers/app');
const { createGate } = require('../../helpers/gate');
const { onEachSetup } = require('../../helpers/each-store');

const REFUSED = 'ERR_HTTP_HEADERS_SENT';

/** What an app finds that looks whether a response was sent. */
function lookOf(res) {
  const { headersSent, writableEnded } = res;
  try {
    res.setHeader('X-Late', 'late');
    return { headersSent, writableEnded, setHeader: 'done' };
  } catch ({ code }) {
    return { headersSent, writableEnded, setHeader: code };
  }
}

onEachSetup((express, store) => {
  /** Has `handler(res, gone, next)` run for a client that leaves when it calls `gone()`, a promise that the server knows. */
  async function leave(handler, { method = 'POST', options, above = [], onError } = {}) {
    const sent = { key: newKey(), headers: { 'Accept-Encoding': 'gzip' } };
    const gone = (req) => {
      const closed = new Promise((resolve) => req.socket.once('close', resolve));
      begun.request.destroy();
      return closed;
    };
    const client = await serve(express, (app) => {
      const methods = [method];
      app.use(idempotency({ mode: 'response', scope: false, store: store(), methods, ...options }));
      for (const each of above) app.use(each);
      app.all('/run', (req, res, next) => handler(res, () => gone(req), next));
      if (onError !== undefined) app.use(onError);
    });
    const begun = client.begin(method, '/run', sent);
    begun.request.on('error', () => {});
    begun.answered.catch(() => {});
  }

  const answers = {
    'in one go': (res) => res.status(201).json({ id: 7 }),
    'in pieces': (res) => {
      res.write('a');
      res.end('b');
    },
    'with a known length': (res) => {
      res.set('Content-Length', '2').write('a');
      res.end('b');
    },
    'with a head of its own': (res) => {
      res.writeHead(201, { 'X-Own': '1' });
      res.end();
    },
    'without a body': (res) => res.status(204).end(),
  };
  const stacks = { '': [], ' through compression': [compression({ threshold: 0 })] };
  const table = ['POST', 'HEAD'].flatMap((method) =>
    Object.keys(answers).flatMap((name) => Object.keys(stacks).map((by) => [name, by, method])),
  );

  test.each(table)(
    'an answer %s%s to %s is a sent one to who hears that the client has left before it',
    async (name, by, method) => {
      const seen = createGate();
      await leave(
        async (res, gone) => {
          res.on('close', () => seen.open(lookOf(res)));
          await gone();
          answers[name](res);
        },
        { method, above: stacks[by] },
      );
      const sent = { headersSent: true, writableEnded: true, setHeader: REFUSED };
      expect(await seen.passed).toEqual(sent);
    },
  );

  test('an answer whose client leaves in the middle closes once, after all other events', async () => {
    const closed = createGate();
    const events = [];
    await leave(async (res, gone) => {
      for (const name of ['finish', 'close']) res.on(name, () => events.push(name));
      res.on('close', () => setImmediate(closed.open));
      res.set('Content-Length', '3').write('a');
      await gone();
      res.write('b');
      res.end('c');
    });
    await closed.passed;
    expect(events.filter((name) => name === 'close')).toHaveLength(1);
    expect(events.at(-1)).toBe('close');
  });

  const broken = () =>
    new Readable({
      read() {
        this.destroy(new Error('broken'));
      },
    });
  const given = {
    'grows too large to keep': (res) => res.write('x'.repeat(100)),
    'loses its source': (res) => {
      res.write('x');
      broken()
        .on('error', () => {})
        .pipe(res);
    },
  };

  test.each(Object.entries(given))(
    'a response of a client that has left keeps its written head to the app when it %s',
    async (name, write) => {
      const seen = createGate();
      await leave(
        async (res, gone) => {
          res.on('close', () => seen.open({ ...lookOf(res), destroyed: res.destroyed }));
          await gone();
          write(res);
        },
        { options: { maxResultBytes: 10 } },
      );
      const begun = { headersSent: true, writableEnded: false, setHeader: REFUSED };
      expect(await seen.passed).toEqual({ ...begun, destroyed: true });
    },
  );

  test('an app that answers at "close", when it was given up, does not meet the answer in its place', async () => {
    const answered = createGate();
    const onError = (error, req, res, next) => {
      try {
        res.status(409).json({ error: error.code });
        answered.open({ error: error.code, statusCode: res.statusCode });
      } catch (thrown) {
        answered.open({ error: error.code, thrown });
        next(thrown);
      }
    };
    await leave(
      async (res, gone) => {
        res.on('close', () => res.writeHead(499).end());
        await gone();
      },
      { options: { operationTimeoutMs: 100 }, onError },
    );
    expect(await answered.passed).toEqual({ error: 'OUTCOME_UNKNOWN', statusCode: 409 });
  });
});
