'use strict';

const { createHash } = require('node:crypto');
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');

const compression = require('compression');
const { createStore, generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { serve } = require('../../helpers/app');
const { serveCaptured } = require('../../helpers/captured');
const { atEnd } = require('../../helpers/cleanups');
const { onEachExpress } = require('../../helpers/express-versions');
const { startRedis } = require('../../helpers/redis-server');
const { slowStore } = require('../../helpers/slow-store');

const FILE = require.resolve('../../../package-lock.json');
const SIZE = fs.statSync(FILE).size;

const handlers = {
  sendFile: (req, res) => res.sendFile(FILE),
  download: (req, res) => res.download(FILE, 'lock.json'),
  'a pipe': (req, res) => {
    res.setHeader('Content-Length', SIZE);
    fs.createReadStream(FILE).pipe(res);
  },
  'writeHead, write and end': (req, res) => {
    res.writeHead(200, { 'Content-Length': SIZE });
    res.write(fs.readFileSync(FILE));
    res.end();
  },
  'two writes without an end': (req, res) => {
    const bytes = fs.readFileSync(FILE);
    res.setHeader('Content-Length', SIZE);
    res.write(bytes.subarray(0, 1000), () => res.write(bytes.subarray(1000)));
  },
  'an end that waits for the callback of the last write': (req, res) => {
    res.setHeader('Content-Length', `${SIZE}`);
    res.write(fs.readFileSync(FILE), () => res.end());
  },
  'one buffer that is used again': (req, res) => {
    const bytes = fs.readFileSync(FILE);
    res.setHeader('Content-Length', SIZE);
    res.write(bytes);
    bytes.fill(0);
    res.end();
  },
};

const bodyless = {
  'the head of a 204': (req, res) => res.status(204).flushHeaders(),
  'the head of a 304': (req, res) => {
    res.writeHead(304, { ETag: '"7"' });
    res.write('ignored', () => res.end());
  },
  'an empty body': (req, res) => {
    res.writeHead(200, { 'Content-Length': 0 });
    res.flushHeaders();
    setImmediate(() => res.end());
  },
};

const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

onEachExpress((express) => {
  /** Sends a request; gives how much of the body has come by now, whether all of it has, and the whole of it. */
  function ask(client, key, { method = 'POST', headers } = {}) {
    const own = { 'Idempotency-Key': key, ...headers };
    const options = { port: client.port, agent: false, method, path: '/run', headers: own };
    const seen = { length: 0, isWhole: false };
    seen.body = once(http.request(options).end(), 'response').then(async ([response]) => {
      const chunks = [];
      for await (const chunk of response) {
        chunks.push(chunk);
        seen.length += chunk.length;
      }
      seen.isWhole = true;
      return Buffer.concat(chunks);
    });
    return seen;
  }

  const whole = { ...handlers, ...bodyless };

  test.each(Object.keys(whole))(
    'the client has not all of %s before it is stored',
    async (name) => {
      const { store, asked, open } = slowStore();
      const client = await serveCaptured(express, { store }, whole[name]);
      const key = newKey();
      const seen = ask(client, key);
      await asked;
      await fs.promises.readFile(FILE);
      await new Promise(setImmediate);
      expect(seen.isWhole).toBe(false);
      if (name in handlers) expect(seen.length).toBeLessThan(SIZE);
      open();
      const body = await seen.body;
      if (name in handlers) expect(digest(body)).toBe(digest(fs.readFileSync(FILE)));
      const replay = await client.post('/run', { key, body: undefined });
      expect(replay.cached).toBe(true);
      expect(replay.body.equals(body)).toBe(true);
    },
  );

  test('a HEAD request has no answer before it is stored', async () => {
    const { store, asked, open } = slowStore();
    const handler = (req, res) => res.sendFile(FILE);
    const client = await serveCaptured(express, { store, methods: ['HEAD'] }, handler);
    const seen = ask(client, newKey(), { method: 'HEAD' });
    await asked;
    await new Promise(setImmediate);
    expect(seen.isWhole).toBe(false);
    open();
    expect((await seen.body).length).toBe(0);
  });

  test('below compression the client has not all of a file before it is stored', async () => {
    const { store, asked, open } = slowStore();
    const client = await serve(express, (app) => {
      app.use(compression());
      app.use(idempotency({ mode: 'response', scope: false, store }));
      app.post('/run', handlers.sendFile);
    });
    const seen = ask(client, newKey(), { headers: { 'Accept-Encoding': 'gzip' } });
    await asked;
    await new Promise(setImmediate);
    expect(seen.isWhole).toBe(false);
    open();
    await seen.body;
    expect(seen.isWhole).toBe(true);
  });

  test('the whole file comes, with the truth about it, when Redis has stopped', async () => {
    const redis = await startRedis();
    const store = createStore({ redis: redis.url });
    atEnd(() => store.close());
    const client = await serveCaptured(express, { store, budgetMs: 300 }, (req, res) => {
      redis.pause();
      res.sendFile(FILE);
    });
    const key = newKey();
    const answer = await client.post('/run', { key, body: {} });
    redis.resume();
    expect(digest(answer.body)).toBe(digest(fs.readFileSync(FILE)));
    expect(answer.cached).toBe(false);
  });

  test('a body that is longer than it says is sent as it is', async () => {
    const { store, open } = slowStore();
    const client = await serveCaptured(express, { store }, (req, res) => {
      res.writeHead(200, { 'Content-Length': 4, Connection: 'close' });
      res.write('done');
      res.end('more');
    });
    open();
    const answer = await client.post('/run', { key: newKey(), body: {} });
    expect(answer.text).toBe('done');
  });
});
