'use strict';

const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');

const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveCaptured } = require('../../helpers/captured');
const { createGate } = require('../../helpers/gate');
const { onEachExpress } = require('../../helpers/express-versions');
const { rawRequest } = require('../../helpers/raw-http');
const { slowStore } = require('../../helpers/slow-store');

onEachExpress((express) => {
  async function onSlowStore(handler, options) {
    const { store, asked, open } = slowStore();
    return { client: await serveCaptured(express, { store, ...options }, handler), asked, open };
  }

  test('nothing of a response that is ended in one go is sent before it is stored', async () => {
    const looks = [];
    const { client, asked, open } = await onSlowStore((req, res) => {
      const look = () => [res.headersSent, res.writableEnded, res.writableFinished];
      looks.push(look());
      res.on('finish', () => looks.push(look()));
      res.json({ id: 7 });
      looks.push(look());
    });
    const { request, answered } = client.begin('POST', '/run', { key: newKey(), body: {} });
    const arrived = jest.fn();
    request.once('response', arrived);
    await asked;
    await new Promise(setImmediate);
    expect(arrived).not.toHaveBeenCalled();
    expect(looks).toEqual([
      [false, false, false],
      [true, true, false],
    ]);
    open();
    expect(await answered).toMatchObject({ status: 200, json: { id: 7 } });
    expect(looks[2]).toEqual([true, true, true]);
  });

  test('a stream reaches its client as it comes, but for its end', async () => {
    const goOn = createGate();
    const { client, asked, open } = await onSlowStore(async (req, res) => {
      res.write('one');
      await goOn.passed;
      res.end('two');
    });
    const headers = { 'Idempotency-Key': newKey() };
    const to = { port: client.port, agent: false, method: 'POST', path: '/run', headers };
    const request = http.request(to);
    const [response] = await once(request.end(), 'response');
    const [first] = await once(response, 'data');
    expect(`${first}`).toBe('one');
    const [more, ended] = [jest.fn(), once(response, 'end')];
    response.on('data', more);
    goOn.open();
    await asked;
    await new Promise(setImmediate);
    expect(more).not.toHaveBeenCalled();
    open();
    await ended;
    expect(`${more.mock.calls}`).toBe('two');
  });

  test('a second answer fails as it does without the middleware', async () => {
    const codes = [];
    const attempt = (run) => {
      try {
        run();
      } catch ({ code }) {
        codes.push(code);
      }
    };
    const { client, asked, open } = await onSlowStore((req, res) => {
      res.set('ETag', '"7"').send('first');
      attempt(() => res.status(500).json({ second: true }));
      attempt(() => res.setHeader('X-Late', '1'));
      attempt(() => res.appendHeader('X-Late', '1'));
      attempt(() => res.removeHeader('ETag'));
      attempt(() => res.writeHead(500));
      res.end();
    });
    const answering = client.post('/run', { key: newKey(), body: {} });
    await asked;
    open();
    const answer = await answering;
    expect(answer).toMatchObject({ status: 200, text: 'first' });
    expect(answer.headers.etag).toBe('"7"');
    expect(codes).toEqual(Array(5).fill('ERR_HTTP_HEADERS_SENT'));
  });

  test('a call that Node refuses throws in the app, which can answer something else', async () => {
    const codes = [];
    const refused = {
      'a bad status': (res) => res.writeHead(7),
      'a status that is none': (res) => Object.assign(res, { statusCode: 1e6 }).end('x'),
      'a bad reason': (res) => res.writeHead(200, 'a\nb'),
      'the bad reason at the end': (res) => res.end('x'),
      'a bad header': (res) => res.writeHead(200, { 'X-A': 'a\nb' }),
      'half a header': (res) => res.writeHead(200, ['X-A']),
      'a bad chunk': (res) => res.write({}),
      'a null chunk': (res) => res.write(null),
      'a bad end': (res) => res.end(7),
    };
    const handler = (req, res) => {
      for (const [name, run] of Object.entries(refused)) {
        expect(() => run(res)).toThrow();
        expect([name, res.headersSent]).toEqual([name, false]);
        codes.push(name);
      }
      res.statusMessage = undefined;
      res.status(201).send('after all');
    };
    const { client, open } = await onSlowStore(handler);
    open();
    const sent = { key: newKey(), body: {} };
    expect(await client.post('/run', sent)).toMatchObject({ status: 201, text: 'after all' });
    expect(await client.post('/run', sent)).toMatchObject({ status: 201, text: 'after all' });
    expect(codes).toEqual(Object.keys(refused));
  });

  test('a length that the app has made strict is refused in the call that breaks it', async () => {
    const codes = [];
    const { client, open } = await onSlowStore((req, res) => {
      res.strictContentLength = true;
      res.setHeader('Content-Length', 4);
      for (const call of [() => res.write('five!'), () => res.end('six'), () => res.end()]) {
        try {
          call();
        } catch ({ code }) {
          codes.push(code);
        }
      }
      res.end('four');
    });
    open();
    const sent = { key: newKey(), body: {} };
    for (const cached of [false, true]) {
      expect(await client.post('/run', sent)).toMatchObject({ text: 'four', cached });
    }
    expect(codes).toEqual(Array(3).fill('ERR_HTTP_CONTENT_LENGTH_MISMATCH'));
  });

  test('middleware that asks for the head in the old way finds it written', async () => {
    const { client, open } = await onSlowStore((req, res) => {
      const { end } = res;
      res.end = (...args) => {
        if (!res._header) res._implicitHeader();
        return end.apply(res, args);
      };
      res.writeHead(201, { ETag: '"7"' });
      res.end('made');
    });
    open();
    const sent = { key: newKey(), body: {} };
    for (const cached of [false, true]) {
      const answer = await client.post('/run', sent);
      expect(answer).toMatchObject({ status: 201, text: 'made', cached });
      expect(answer.headers.etag).toBe('"7"');
    }
  });

  test('back-pressure reaches the handler, and room again does too', async () => {
    const full = jest.fn();
    const { client, open } = await onSlowStore(
      async (req, res) => {
        const piece = Buffer.alloc(64 * 1024);
        for (let i = 0; i < 64; i++) {
          if (res.write(piece)) continue;
          full();
          await once(res, 'drain');
        }
        res.end();
      },
      { maxResultBytes: 1000 },
    );
    open();
    const answer = await client.post('/run', { key: newKey(), body: {} });
    expect(answer.body.length).toBe(64 * 64 * 1024);
    expect(full).toHaveBeenCalled();
  });

  test('requests in one pipe are answered in their order', async () => {
    const second = createGate();
    const { client, open } = await onSlowStore(async (req, res) => {
      if (req.headers['x-number'] === '1') await second.passed;
      res.send(`answer ${req.headers['x-number']}`);
      second.open();
    });
    const request = (number, connection) =>
      `POST /run HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\nContent-Length: 0\r\n` +
      `Idempotency-Key: ${newKey()}\r\nX-Number: ${number}\r\n\r\n`;
    const socket = net.connect(client.port, '127.0.0.1');
    socket.write(request(1, 'keep-alive') + request(2, 'close'));
    await second.passed;
    open();
    const text = Buffer.concat(await socket.toArray()).toString();
    expect(text.match(/answer \d|HTTP\/1.1 \d+/g)).toEqual([
      'HTTP/1.1 200',
      'answer 1',
      'HTTP/1.1 200',
      'answer 2',
    ]);
  });

  test('trailers and early hints reach the first client', async () => {
    const { client, open } = await onSlowStore((req, res) => {
      res.writeEarlyHints({ link: '</a>; rel=preload' });
      res.set('Trailer', 'X-Sum').write('a');
      res.addTrailers({ 'X-Sum': '1' });
      res.end();
    });
    open();
    const headers = { 'Idempotency-Key': newKey() };
    const first = await rawRequest(client.port, 'POST', '/run', { headers });
    expect(first.interim.map(({ status }) => status)).toEqual([103]);
    expect(first.trailers).toEqual([['x-sum', '1']]);
    const replay = await rawRequest(client.port, 'POST', '/run', { headers });
    expect(replay).toMatchObject({ interim: [], trailers: [] });
  });
});
