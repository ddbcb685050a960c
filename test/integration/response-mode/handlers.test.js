'use strict';

const { once } = require('node:events');

const compression = require('compression');
const { asyncRoute, generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { serve } = require('../../helpers/app');
const { onEachSetup } = require('../../helpers/each-store');
const { createGate } = require('../../helpers/gate');
const { rawRequest, rawSend } = require('../../helpers/raw-http');
const { handlers } = require('./handlers');

const KEPT = [
  ...['content-type', 'content-language', 'content-encoding', 'content-disposition'],
  ...['cache-control', 'last-modified', 'vary', 'location', 'etag', 'link', 'retry-after'],
  'x-order',
];
// What Node and Express send with every response, and what tells a replay.
const OWN = [
  ...['x-powered-by', 'date', 'connection', 'content-length', 'transfer-encoding'],
  ...['idempotency-cached', 'idempotent-replayed', 'access-control-expose-headers'],
];

// What a response must never bring a second caller.
function addPrivateHeaders(req, res, next) {
  res.set({ 'WWW-Authenticate': 'Basic', 'RateLimit-Remaining': '3', 'X-Request-Id': '1' });
  res.set('Access-Control-Allow-Origin', 'https://one.example');
  res.cookie('session', 'of the first caller');
  next();
}

const through = (req, res, next) => next();

function sendErrors(error, req, res, next) {
  if (error.plain) return next(error);
  res.status(error.status ?? 500).json({ error: error.message });
}

onEachSetup((express, store) => {
  const runs = new Map();
  let port;
  let came;

  /** Holds a request that says so until its client has left. */
  async function untilGone(req) {
    if (!req.headers['x-leaves']) return;
    const gone = once(req.socket, 'close');
    came.open();
    await gone;
  }

  function define(app) {
    const protect = idempotency({
      store: store(),
      mode: 'response',
      scope: false,
      methods: ['POST', 'GET', 'HEAD'],
      inProgress: 'wait',
      maxResultBytes: 2 * 1024 * 1024,
      replayHeaders: ['X-Order'],
    });
    const pack = compression({ threshold: 100 });
    handlers.forEach(([name, { handler, outside, inside }], i) => {
      const counted = asyncRoute(async (req, res, next) => {
        runs.set(name, (runs.get(name) ?? 0) + 1);
        await untilGone(req);
        return handler(req, res, next);
      });
      const [before, after] = [outside ? pack : through, inside ? pack : through];
      app.all(`/${i}`, before, protect, addPrivateHeaders, after, counted);
    });
    app.use(sendErrors);
  }

  beforeAll(async () => {
    ({ port } = await serve(express, define));
  });

  test.each(handlers)('%s reaches the client as without us', async (name, given) => {
    const i = handlers.findIndex(([each]) => each === name);
    const headers = { 'Accept-Encoding': 'gzip', ...given.headers };
    const send = (own) =>
      rawRequest(port, given.method, `/${i}${given.query}`, { headers: { ...headers, ...own } });
    // Without a key it passes untouched.
    const plain = await send({});
    const first = await send({ 'Idempotency-Key': newKey() });
    expect(first.startLine).toBe(plain.startLine);
    expect(first.body.equals(plain.body)).toBe(true);
    for (const kept of [...KEPT, 'content-length', 'transfer-encoding', 'set-cookie']) {
      expect([kept, first.all(kept)]).toEqual([kept, plain.all(kept)]);
    }
  });

  test.each(handlers)('%s', async (name, { method, query, headers }) => {
    const i = handlers.findIndex(([each]) => each === name);
    const own = { 'Accept-Encoding': 'gzip', 'Idempotency-Key': newKey() };
    const sent = { headers: { ...own, ...headers } };
    const send = () => rawRequest(port, method, `/${i}${query}`, sent);
    runs.delete(name);
    const first = await send();
    const replay = await send();
    expect(first.all('idempotency-cached')).toEqual(['false']);
    expect(replay.all('idempotency-cached')).toEqual(['true']);
    expect(replay.startLine).toBe(first.startLine);
    expect(replay.body.equals(first.body)).toBe(true);
    for (const kept of KEPT) expect([kept, replay.all(kept)]).toEqual([kept, first.all(kept)]);
    expect(replay.names.filter((each) => ![...KEPT, ...OWN].includes(each))).toEqual([]);
    expect(first.all('set-cookie').length).toBeGreaterThan(0);
    expect(runs.get(name)).toBe(1);
  });

  const alone = handlers.filter(([, { needsClient }]) => !needsClient);

  test.each(alone)('%s reaches the retry of a client that left before it', async (name, given) => {
    const i = handlers.findIndex(([each]) => each === name);
    const path = `/${i}${given.query}`;
    const headers = { 'Accept-Encoding': 'gzip', ...given.headers };
    const plain = await rawRequest(port, given.method, path, { headers });
    headers['Idempotency-Key'] = newKey();
    came = createGate();
    const client = rawSend(port, given.method, path, {
      headers: { ...headers, 'X-Leaves': '1' },
    });
    await came.passed;
    client.destroy();
    runs.delete(name);
    const retry = await rawRequest(port, given.method, path, { headers });
    expect(retry.all('idempotency-cached')).toEqual(['true']);
    expect(retry.startLine).toBe(plain.startLine);
    expect(retry.body.equals(plain.body)).toBe(true);
    for (const kept of KEPT) expect([kept, retry.all(kept)]).toEqual([kept, plain.all(kept)]);
    expect(runs.get(name)).toBe(undefined);
  });
});

test('the table is long enough to mean something', () => {
  expect(handlers.length).toBeGreaterThan(60);
});
