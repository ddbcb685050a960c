'use strict';

const { MemoryStore, generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { serve } = require('../../helpers/app');
const { onEachExpress } = require('../../helpers/express-versions');
const { createGate } = require('../../helpers/gate');
const { slowStore } = require('../../helpers/slow-store');

const soon = {
  'in the same tick': (run) => run(),
  'in the next tick': (run) => process.nextTick(run),
  'after an await': async (run) => {
    await null;
    run();
  },
  'in the next turn': (run) => setImmediate(run),
  'in a timer': (run) => setTimeout(run, 20),
};

const ways = {
  json: (res) => res.json({ charged: true }),
  'write and end': (res) => {
    res.write('charged: ');
    res.end('yes');
  },
  'a known length': (res) => {
    res.writeHead(200, { 'Content-Length': 7 });
    res.write('charged');
    res.end();
  },
  'no body': (res) => res.status(204).end(),
};

// Each call with a callback, if it takes one.
const calls = {
  write: (res, done) => res.write('late', done),
  'write with an encoding': (res, done) => res.write('ff', 'hex', done),
  'write of nothing': (res, done) => res.write('', done),
  'write of null': (res) => res.write(null),
  'write of a number': (res) => res.write(7),
  'end with text': (res) => res.end('late'),
  end: (res) => res.end(),
  'end of a number': (res) => res.end(7),
  'end with a callback': (res, done) => res.end(done),
  writeHead: (res) => res.writeHead(500),
  setHeader: (res) => res.setHeader('X-Late', '1'),
  appendHeader: (res) => res.appendHeader('X-Late', '1'),
  removeHeader: (res) => res.removeHeader('Content-Type'),
  flushHeaders: (res) => res.flushHeaders(),
  json: (res) => res.json({ oops: true }),
  send: (res) => res.status(500).send('oops'),
};

const cases = Object.keys(ways).flatMap((way) => Object.keys(soon).map((when) => [way, when]));

/** What a call gives: `{ answer }` or `{ thrown }`, and the code that its callback gets. */
function attempt(res, call, heard) {
  const seen = {};
  try {
    const answer = call(res, (error) => {
      seen.called = error?.code;
      heard();
    });
    seen.answer = answer === res ? 'the response' : answer;
  } catch (error) {
    seen.thrown = error.code;
  }
  return seen;
}

onEachExpress((express) => {
  /** Answers in a way and goes on at a moment; resolves to what each late call came to and what the client got. */
  async function lateCalls(way, when, options, whileHeld = async () => {}) {
    const over = createGate();
    const handler = async (req, res) => {
      const emitted = [];
      res.on('error', ({ code }) => emitted.push(code));
      ways[way](res);
      soon[when](() => {
        const waiting = [
          'write',
          'write with an encoding',
          'write of nothing',
          'end with a callback',
        ];
        const heard = () => {
          if (waiting.every((name) => 'called' in seen[name])) over.open({ seen, emitted });
        };
        const seen = {};
        for (const [name, call] of Object.entries(calls)) {
          seen[name] = attempt(res, call, () => setImmediate(heard));
        }
      });
    };
    const client = await serve(express, (app) => {
      if (options) app.use(idempotency({ mode: 'response', scope: false, ...options }));
      app.post('/run', handler);
    });
    const sent = { key: newKey(), body: {} };
    const answering = client.post('/run', sent);
    const late = await over.passed;
    await whileHeld();
    const { status, text } = await answering;
    return { ...late, answer: { status, text }, retry: () => client.post('/run', sent) };
  }

  /** The same, where the middleware tells other than Node: an end has no success after it, and no event. */
  function asTold({ seen, answer }) {
    return { seen: { ...seen, 'end with a callback': undefined }, answer };
  }

  test.each(cases)('after %s, a call %s is answered as without us', async (way, when) => {
    const plain = await lateCalls(way, when);
    const memory = await lateCalls(way, when, { store: new MemoryStore() });
    const { store, open } = slowStore();
    const held = await lateCalls(way, when, { store }, open);
    for (const captured of [memory, held]) {
      expect(asTold(captured)).toEqual(asTold(plain));
      expect(captured.seen['end with a callback'].called).toBe('ERR_STREAM_ALREADY_FINISHED');
      expect(captured.emitted).toEqual([]);
      const { status, text } = plain.answer;
      expect(await captured.retry()).toMatchObject({ status, text, cached: true });
    }
  });

  test('a heartbeat that outlives its response by a slow store ends nothing', async () => {
    const { store, open, asked } = slowStore();
    const beats = createGate();
    const client = await serve(express, (app) => {
      app.use(idempotency({ mode: 'response', scope: false, store }));
      app.post('/run', (req, res) => {
        let count = 0;
        const beat = setInterval(() => {
          res.write(' ');
          if (++count === 20) beats.open();
        }, 1);
        res.on('close', () => clearInterval(beat));
        res.json({ charged: true });
      });
    });
    const sent = { key: newKey(), body: {} };
    const answering = client.post('/run', sent);
    await asked;
    await beats.passed;
    open();
    expect(await answering).toMatchObject({ status: 200, text: '{"charged":true}' });
    expect(await client.post('/run', sent)).toMatchObject({
      text: '{"charged":true}',
      cached: true,
    });
  });
});
