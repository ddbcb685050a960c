'use strict';

const { once } = require('node:events');
const fs = require('node:fs');
const http2 = require('node:http2');

const compression = require('compression');
const { MemoryStore, generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { atEnd } = require('../../helpers/cleanups');
const { createGate } = require('../../helpers/gate');
const { slowStore } = require('../../helpers/slow-store');
const { until } = require('../../helpers/until');

const FILE = require.resolve('../../../package-lock.json');
const RESET = http2.constants.NGHTTP2_CANCEL;

/** Serves `handler` by the compatibility API, behind the middleware; gives what sends it a request. */
async function serveHttp2(handler, options, below = (req, res, next) => next()) {
  const protect = idempotency({
    mode: 'response',
    scope: false,
    store: new MemoryStore(),
    ...options,
  });
  const server = http2.createServer((req, res) =>
    below(req, res, () =>
      protect(req, res, (error) => {
        if (error === undefined) return handler(req, res);
        res.statusCode = error.status ?? 500;
        res.end(`${error.code}`);
      }),
    ),
  );
  const streams = [];
  server.on('stream', (stream) => streams.push(stream));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const session = http2.connect(`http://127.0.0.1:${server.address().port}`);
  atEnd(() => {
    session.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const begin = (key) =>
    session.request({ ':method': 'POST', ':path': '/run', 'idempotency-key': key }).end();
  return { begin, streams, send: (key) => answerOf(begin(key)) };
}

async function answerOf(stream) {
  const trailers = {};
  stream.on('trailers', (all) => Object.assign(trailers, all));
  const [headers] = await once(stream, 'response');
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  const cached = headers['idempotency-cached'];
  return {
    status: headers[':status'],
    headers,
    cached,
    trailers,
    text: `${Buffer.concat(chunks)}`,
  };
}

const handlers = {
  'an end': (req, res) => res.end('{"ok":1}'),
  'an end in a later turn': (req, res) => setImmediate(() => res.end('later')),
  'a head and an end': (req, res) => res.writeHead(201, { etag: '"7"' }).end(Buffer.from([0, 255])),
  'writes and an end': (req, res) => {
    res.setHeader('content-type', 'text/plain');
    res.write('one,');
    res.write('two,', () => res.end('three'));
  },
  'a known length': (req, res) => {
    res.writeHead(200, { 'content-length': 4 });
    res.write('done');
    res.end();
  },
  'a pipe': (req, res) => fs.createReadStream(FILE).pipe(res),
  'no body': (req, res) => res.writeHead(204).end(),
  'an error': (req, res) => {
    res.statusCode = 404;
    res.end('none');
  },
};

test.each(Object.keys(handlers))('%s is answered and replayed', async (name) => {
  const runs = jest.fn(handlers[name]);
  const { send } = await serveHttp2(runs);
  const key = newKey();
  const first = await send(key);
  const replay = await send(key);
  expect(first.cached).toBe('false');
  expect(replay.cached).toBe('true');
  for (const part of ['status', 'text']) expect(replay[part]).toEqual(first[part]);
  expect(replay.headers.etag).toBe(first.headers.etag);
  expect(runs).toHaveBeenCalledTimes(1);
});

test('nothing is sent before it is stored, also not the last bytes of a known length', async () => {
  for (const name of ['an end', 'a known length', 'no body']) {
    const { store, asked, open } = slowStore();
    const { begin } = await serveHttp2(handlers[name], { store });
    const stream = begin(newKey());
    const arrived = jest.fn();
    stream.on('response', arrived);
    const answering = answerOf(stream);
    await asked;
    await new Promise(setImmediate);
    expect(arrived).not.toHaveBeenCalled();
    open();
    expect([200, 204]).toContain((await answering).status);
  }
});

test('calls after the end do no harm while the store takes its time', async () => {
  const codes = [];
  const { store, asked, open } = slowStore();
  const { send } = await serveHttp2(
    (req, res) => {
      res.end('first');
      res.write('late', (error) => codes.push(error.code));
      res.end('late', (error) => codes.push(error.code));
      for (const late of [() => res.setHeader('a', 'b'), () => res.writeHead(500)]) {
        expect(late).toThrow(
          expect.objectContaining({ code: expect.stringMatching('HEADERS_SENT') }),
        );
      }
      expect([res.headersSent, res.writableEnded]).toEqual([true, true]);
    },
    { store },
  );
  const answering = send(newKey());
  await asked;
  open();
  expect(await answering).toMatchObject({ status: 200, text: 'first' });
  expect(codes).toEqual(Array(2).fill('ERR_STREAM_WRITE_AFTER_END'));
});

test.each([
  ['the socket of the request', (req) => req.socket.destroy()],
  ['the response', (req, res) => res.destroy()],
  ['the stream', (req, res) => res.stream.close(RESET)],
])('an app that has answered and closes %s has answered', async (name, close) => {
  const { store, asked, open } = slowStore();
  const handler = (req, res) => {
    res.end('first');
    close(req, res);
  };
  const { send } = await serveHttp2(handler, { store });
  const answering = send(newKey());
  await asked;
  open();
  expect(await answering).toMatchObject({ status: 200, text: 'first' });
});

test('middleware below that sends the answer later holds up neither its end nor its stream', async () => {
  // compression pipes the body, and ends the response when that is through.
  const { send, streams } = await serveHttp2(
    handlers['a known length'],
    {},
    compression({ threshold: 1 }),
  );
  const key = newKey();
  const answers = [await send(key), await send(key)];
  expect(answers.map(({ text }) => text)).toEqual(['done', 'done']);
  await until(() => streams.every(({ destroyed }) => destroyed), 'the streams are closed', 4000);
});

test('trailers and a push reach the first client', async () => {
  const pushed = createGate();
  const { send } = await serveHttp2((req, res) => {
    res.createPushResponse({ ':path': '/style.css' }, (error, push) => {
      pushed.open(error ?? push.end('pushed'));
      res.setTimeout(10_000);
      res.write('body');
      res.setTrailer('x-sum', '42');
      res.end();
    });
  });
  const answer = await send(newKey());
  await pushed.passed;
  expect(answer).toMatchObject({ text: 'body', trailers: { 'x-sum': '42' } });
});

test('a client that leaves changes nothing for the handler', async () => {
  const [begun, gone] = [createGate(), createGate()];
  const closed = [];
  const { begin, send } = await serveHttp2(async (req, res) => {
    res.on('close', () => closed.push('close'));
    req.stream.on('close', gone.open);
    res.write('one,');
    begun.open();
    await gone.passed;
    await new Promise((resolve) => res.write('two,', resolve));
    closed.push('ended');
    res.end('three');
  });
  const key = newKey();
  const stream = begin(key);
  stream.on('error', () => {});
  await begun.passed;
  stream.close(RESET);
  const replay = await until(async () => {
    const answer = await send(key);
    return answer.status === 200 && answer;
  }, 'it is stored');
  expect(replay).toMatchObject({ cached: 'true', text: 'one,two,three' });
  expect(closed).toEqual(['ended', 'close']);
});
