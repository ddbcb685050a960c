'use strict';

const { PassThrough } = require('node:stream');

const compression = require('compression');
const { generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { testStore } = require('onceonly/testing');
const { serve } = require('../../helpers/app');
const { onEachSetup } = require('../../helpers/each-store');
const { onEachExpress } = require('../../helpers/express-versions');
const { createGate } = require('../../helpers/gate');
const { until } = require('../../helpers/until');

const EVENTS = 'text/event-stream';

/** Middleware that keeps all of a response, and sends it in a later turn. */
function buffering(req, res, next) {
  const { end } = res;
  const chunks = [];
  res.write = (chunk) => chunks.push(Buffer.from(chunk)) > 0;
  res.end = (chunk) => {
    if (chunk) chunks.push(Buffer.from(chunk));
    setImmediate(() => end.call(res, Buffer.concat(chunks)));
    return res;
  };
  next();
}

/** Middleware that saves something in a later turn before a response ends, and takes one end. */
function saving(req, res, next) {
  const { end } = res;
  let isEnded = false;
  res.end = (...args) => {
    if (isEnded) return false;
    isEnded = true;
    setImmediate(() => {
      req.app.locals.saved.push(res.locals.state);
      end.apply(res, args);
    });
    return true;
  };
  next();
}

/** Middleware with a stream between the app and the response, of which the head is written at the first byte. */
function streaming(req, res, next) {
  const { write, end } = res;
  const stream = new PassThrough();
  stream.on('data', (chunk) => write.call(res, chunk)).on('end', () => end.call(res));
  const writeHead = () => res.headersSent || res.writeHead(res.statusCode);
  res.write = (...args) => {
    writeHead();
    return stream.write(...args);
  };
  res.end = (...args) => {
    writeHead();
    stream.end(...args);
    return res;
  };
  next();
}

/** Middleware that takes its own method away while a call of it is under way. */
function unwrapping(req, res, next) {
  for (const name of ['write', 'end']) {
    const call = res[name];
    res[name] = function wrapped(...args) {
      res[name] = call;
      const result = res[name](...args);
      res[name] = wrapped;
      return result;
    };
  }
  next();
}

const layers = {
  'compression()': compression({ threshold: 0 }),
  'one that buffers': buffering,
  'one that saves before the end': saving,
  'one with a stream': streaming,
  'one that unwraps itself': unwrapping,
};

const eventStreams = {
  write: (res) => {
    res.setHeader('Content-Type', EVENTS);
    res.write('data: 1\n\n');
    res.write('data: 2\n\n');
  },
  writeHead: (res) => {
    res.writeHead(200, { 'Content-Type': EVENTS });
    res.write('data: 1\n\n');
  },
  flushHeaders: (res) => {
    res.setHeader('Content-Type', EVENTS);
    res.flushHeaders();
    res.write('data: 1\n\n');
  },
  end: (res) => {
    res.setHeader('Content-Type', EVENTS);
    res.end('data: 1\n\n');
  },
};

function serveBehind(express, layer, options, handler) {
  return serve(express, (app) => {
    app.locals.saved = [];
    app.use(idempotency({ mode: 'response', scope: false, ...options }));
    app.use(layer);
    app.post('/run', handler);
    app.use((error, req, res, next) => {
      if (res.headersSent) return next(error);
      res.status(202).json({ error: error.code ?? error.message });
    });
  });
}

const sent = () => ({ key: newKey(), body: {}, headers: { 'Accept-Encoding': 'gzip' } });

onEachSetup((express, store) => {
  const streams = Object.keys(layers).flatMap((name) =>
    Object.keys(eventStreams).map((way) => [name, way]),
  );

  test.each(streams)(
    'behind us, %s does not spoil the refusal of an event stream that begins by %s()',
    async (name, way) => {
      const client = await serveBehind(express, layers[name], { store: store() }, (req, res) => {
        eventStreams[way](res);
        setImmediate(() => res.end('data: over\n\n'));
      });
      const answer = await client.post('/run', sent());
      expect(answer).toMatchObject({ status: 202, text: '{"error":"RESPONSE_NOT_CAPTURABLE"}' });
      expect(answer.headers).not.toHaveProperty('content-encoding');
    },
  );

  const policies = {
    cacheStatus: () => {
      throw new Error('no policy');
    },
  };

  test.each(['one that buffers', 'one that saves before the end', 'one that unwraps itself'])(
    'behind us, %s lets an error answer in the place of a response that has ended',
    async (name) => {
      const options = { store: store(), ...policies };
      const client = await serveBehind(express, layers[name], options, (req, res) => {
        res.status(201).end('charged');
      });
      const answer = await client.post('/run', sent());
      expect(answer).toMatchObject({ status: 202, text: '{"error":"no policy"}' });
    },
  );

  test('a layer behind us that saves before the end still hears the end of an app that was given up', async () => {
    const saved = [];
    const client = await serve(express, (app) => {
      app.locals.saved = saved;
      app.use(idempotency({ mode: 'response', scope: false, store: store() }));
      app.use(saving);
      app.post('/run', (req, res) => {
        res.writeHead(200, { 'Content-Type': EVENTS });
        setImmediate(() => {
          res.locals.state = 'at the end';
          res.end();
        });
      });
    });
    const answer = await client.post('/run', sent());
    expect(answer.error).toBe('RESPONSE_NOT_CAPTURABLE');
    await until(() => saved.length > 0, 'the app has ended');
    expect(saved).toEqual(['at the end']);
  });
});

onEachExpress((express) => {
  test.each(['one that buffers', 'one that saves before the end', 'one that unwraps itself'])(
    '%s behind us lets the response of another run take the place of a response that has ended',
    async (name) => {
      const store = testStore();
      const [late, began] = [createGate(), createGate()];
      let runs = 0;
      const options = { store, onAbandoned: 'retry', operationTimeoutMs: 600_000 };
      const client = await serveBehind(express, layers[name], options, async (req, res) => {
        runs += 1;
        const run = runs;
        if (run === 1) {
          began.open();
          await late.passed;
        }
        res.status(200 + run).end(`run ${run}`);
      });
      const request = sent();
      const first = client.post('/run', request);
      await began.passed;
      store.advance(61);
      await client.post('/run', request);
      store.advance(31);
      expect(await client.post('/run', request)).toMatchObject({ status: 202, text: 'run 2' });
      late.open();
      expect(await first).toMatchObject({ status: 202, text: 'run 2', cached: true });
    },
  );
});
