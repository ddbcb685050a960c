'use strict';

const { once } = require('node:events');
const net = require('node:net');
const { pipeline } = require('node:stream/promises');

const { generateIdempotencyKey: newKey, idempotency, idempotentRoute } = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');
const { createGate } = require('../helpers/gate');
const { until } = require('../helpers/until');

const WHOLE = 'x'.repeat(5000);
const SENT = 1000;

/** Sends the head of a request and a part of its body; the connection is for the test to break. */
async function sendPart(port, key, part = WHOLE.slice(0, SENT)) {
  const socket = net.connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  const head = ['POST /run HTTP/1.1', 'Host: x', `Idempotency-Key: ${key}`];
  const body = ['Content-Type: text/plain', `Content-Length: ${WHOLE.length}`];
  socket.write(`${[...head, ...body].join('\r\n')}\r\n\r\n${part}`);
  return socket;
}

async function countBytes(req) {
  let bytes = 0;
  await pipeline(req, async (source) => {
    for await (const chunk of source) bytes += chunk.length;
  });
  return { bytes };
}

/** Resolves to what has come when the request is over, however that is. */
async function countLeniently(req) {
  let bytes = 0;
  req.on('data', (chunk) => (bytes += chunk.length)).on('error', () => {});
  if (!req.destroyed) await once(req, 'close');
  return { bytes };
}

onEachSetup((express, store) => {
  /** Serves POST /run; `begun` resolves when the first run has begun, `over` when it has ended. */
  async function serveUploads(read, { mode = 'execute', ...options } = {}) {
    const [begun, over] = [createGate(), createGate()];
    const run = jest.fn(async (req, res) => {
      begun.open();
      try {
        return await read(req, res);
      } finally {
        over.open();
      }
    });
    const settings = { store: store(), fingerprint: false, lockTTL: 1, ...options };
    if (mode === 'response') Object.assign(settings, { mode, scope: false });
    const handler = (req, res, next) =>
      run(req, res).then((value) => !res.writableEnded && res.json(value), next);
    const define = (app) => {
      app.use(idempotency(settings));
      app.post('/run', mode === 'response' ? handler : idempotentRoute((req) => run(req)));
    };
    const client = await serve(express, define, { parsers: [] });
    return { client, run, begun: begun.passed, over: over.passed };
  }

  /** Breaks a request in the middle of its body; gives what a retry with the whole body needs. */
  async function cutInTheMiddle(served) {
    const key = newKey();
    const socket = await sendPart(served.client.port, key);
    await served.begun;
    socket.destroy();
    await served.over;
    return { key, body: WHOLE };
  }

  const settled = (client, sent) =>
    until(async () => {
      const answer = await client.post('/run', sent);
      return answer.error !== 'REQUEST_IN_PROGRESS' && answer;
    }, 'the key is decided');

  describe.each([
    ['an error', countBytes],
    ['a value', countLeniently],
  ])('%s of a request that broke in the middle of its body', (_, read) => {
    test('is not stored: the retry with the whole body runs', async () => {
      const served = await serveUploads(read);
      const sent = await cutInTheMiddle(served);
      const retry = await settled(served.client, sent);
      expect(retry).toMatchObject({ status: 200, cached: false, json: { bytes: WHOLE.length } });
      expect(await served.client.post('/run', sent)).toMatchObject({ status: 200, cached: true });
      expect(served.run).toHaveBeenCalledTimes(2);
    });

    test('is of unknown outcome in response mode', async () => {
      const served = await serveUploads(read, { mode: 'response' });
      const sent = await cutInTheMiddle(served);
      expect(await settled(served.client, sent)).toMatchObject({ error: 'OUTCOME_UNKNOWN' });
      expect(served.run).toHaveBeenCalledTimes(1);
    });

    test('is not stored in response mode either, where the app wants it run again', async () => {
      const served = await serveUploads(read, { mode: 'response', onAbandoned: 'retry' });
      const sent = await cutInTheMiddle(served);
      const retry = await settled(served.client, sent);
      expect(retry).toMatchObject({ status: 200, cached: false, json: { bytes: WHOLE.length } });
    });
  });

  test('an app that wants it stored does not get it stored', async () => {
    const served = await serveUploads(countBytes, {
      storeIf: () => 'store',
      onAbandoned: 'conflict',
    });
    const sent = await cutInTheMiddle(served);
    expect(await settled(served.client, sent)).toMatchObject({ error: 'OUTCOME_UNKNOWN' });
  });

  test.each([
    ['storeIf', 'execute', { storeIf: () => 'free' }, countBytes],
    ['cacheStatus', 'response', { cacheStatus: ['2xx'] }, countBytes],
    [
      'skip()',
      'response',
      {},
      (req, res) =>
        countBytes(req).catch((error) => {
          res.idempotency.skip();
          throw error;
        }),
    ],
  ])('an app may free it by %s in %s mode', async (_, mode, options, read) => {
    const served = await serveUploads(read, { mode, onAbandoned: 'conflict', ...options });
    const sent = await cutInTheMiddle(served);
    const retry = await settled(served.client, sent);
    expect(retry).toMatchObject({ status: 200, cached: false, json: { bytes: WHOLE.length } });
  });

  test.each([['execute'], ['response']])(
    'a body that nobody reads, and that is still coming, keeps no result from the store in %s mode',
    async (mode) => {
      const served = await serveUploads(async () => ({ charged: true }), { mode });
      const key = newKey();
      const socket = await sendPart(served.client.port, key);
      const [bytes] = await once(socket, 'data');
      expect(`${bytes}`).toMatch(/^HTTP\/1\.1 200 /);
      socket.destroy();
      const retry = await settled(served.client, { key, body: WHOLE });
      expect(retry).toMatchObject({ status: 200, cached: true, json: { charged: true } });
    },
  );

  test('a client that leaves when its body has come whole loses nothing', async () => {
    const gone = createGate();
    const served = await serveUploads(async (req) => {
      const counted = await countBytes(req);
      req.socket.once('close', gone.open);
      if (req.socket.destroyed) gone.open();
      await gone.passed;
      return counted;
    });
    const key = newKey();
    const socket = await sendPart(served.client.port, key, WHOLE);
    await served.begun;
    socket.destroy();
    await served.over;
    const retry = await settled(served.client, { key, body: WHOLE });
    expect(retry).toMatchObject({ status: 200, cached: true, json: { bytes: WHOLE.length } });
  });

  test('a body that the app itself has cut off is refused at every retry', async () => {
    const tooLong = Object.assign(new Error('It is too long.'), { status: 413 });
    const served = await serveUploads((req) =>
      pipeline(req, async () => {
        throw tooLong;
      }),
    );
    const key = newKey();
    const socket = await sendPart(served.client.port, key);
    const [bytes] = await once(socket, 'data');
    expect(`${bytes}`).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
    const retry = await settled(served.client, { key, body: '' });
    expect(retry).toMatchObject({ status: 413, cached: true });
  });

  test('a request that broke before its key was won runs nothing in response mode', async () => {
    const [asked, late, broken] = [createGate(), createGate(), createGate()];
    const scope = async (req) => {
      asked.open();
      if (!late.opened) req.once('close', broken.open);
      await late.passed;
      return 'me';
    };
    const runs = jest.fn((req, res) => res.json({ run: runs.mock.calls.length }));
    const client = await serve(
      express,
      (app) => {
        app.use(idempotency({ mode: 'response', scope, store: store(), fingerprint: false }));
        app.post('/run', runs);
      },
      { parsers: [] },
    );
    const key = newKey();
    const socket = await sendPart(client.port, key);
    await asked.passed;
    socket.destroy();
    await broken.passed;
    Object.assign(late, { opened: true }).open();
    const retry = await settled(client, { key, body: WHOLE });
    expect(retry).toMatchObject({ status: 200, cached: false, json: { run: 1 } });
  });
});
