'use strict';

const http = require('node:http');

const cors = require('cors');
const {
  MemoryStore,
  asyncRoute,
  idempotency,
  idempotencyErrors,
  idempotentRoute,
} = require('../../lib');

const OURS = ['idempotency-cached', 'idempotent-replayed', 'idempotency-status', 'retry-after'];
const servers = [];

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(app) {
  const server = http.createServer(app).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${server.address().port}`;
}

/** Posts as a page of another origin does; gives what that page may read beside what it always may. */
async function postFrom(url, { key, body = {} } = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      Origin: 'https://shop.example',
      'Content-Type': 'application/json',
      ...(key && { 'Idempotency-Key': key }),
    },
  });
  const list = answer.headers.get('access-control-expose-headers') ?? '';
  const names = list.split(',').map((name) => name.trim().toLowerCase());
  const text = await answer.text();
  return {
    status: answer.status,
    origin: answer.headers.get('access-control-allow-origin'),
    names,
    retryAfter: answer.headers.get('retry-after'),
    problem: /problem/.test(answer.headers.get('content-type')) ? JSON.parse(text) : undefined,
  };
}

const PACKAGES = ['express', 'express4'];
const MODES = { execute: {}, response: { mode: 'response', scope: false } };
const exposing = () => cors({ exposedHeaders: ['X-Total', 'ETag'] });

/** Where an app mounts cors(): before the middleware, after it, or on the route itself. */
const PLACES = {
  before: (app, protect) => app.use(exposing(), protect),
  after: (app, protect) => app.use(protect, exposing()),
  'on the route': (app, protect) => app.use(protect),
};

describe.each(PACKAGES)('on %s', (name) => {
  const express = require(name);

  async function serve(mode, place, errors) {
    let release;
    const released = new Promise((resolve) => (release = resolve));
    let begin;
    const begun = new Promise((resolve) => (begin = resolve));
    const app = express();
    app.use(express.json());
    const protect = idempotency({ store: new MemoryStore(), ...MODES[mode] });
    PLACES[place](app, protect);
    const onRoute = place === 'on the route' ? [exposing()] : [];
    app.post(
      '/run',
      ...onRoute,
      idempotentRoute(async () => 'ran', { required: true }),
    );
    app.post(
      '/slow',
      ...onRoute,
      asyncRoute(async (req, res) => {
        const slow = async () => {
          begin();
          await released;
        };
        await req.idempotency.execute(slow);
        res.end();
      }),
    );
    if (errors) app.use(idempotencyErrors());
    // Express 4 prints what reaches its own error handler.
    else app.set('env', 'test');
    return { url: await listen(app), begun, release };
  }

  const rows = Object.keys(MODES).flatMap((mode) =>
    Object.keys(PLACES).flatMap((place) => [true, false].map((errors) => [mode, place, errors])),
  );

  describe.each(rows)(
    'in mode %s, with cors() %s, idempotencyErrors() %p',
    (mode, place, errors) => {
      // In response mode a replay and a refusal never reach what is mounted behind the middleware.
      const isBehind = mode === 'response' && place !== 'before';

      function expectReadable(answer, { reachesCors }) {
        expect(answer.names).toEqual(expect.arrayContaining(OURS));
        expect(answer.names.length).toBe(new Set(answer.names).size);
        if (!reachesCors) return;
        expect(answer.origin).toBe('*');
        expect(answer.names).toEqual(expect.arrayContaining(['x-total', 'etag']));
      }

      test('a page reads our headers of a first answer and of a replay', async () => {
        const { url } = await serve(mode, place, errors);
        const first = await postFrom(`${url}/run`, { key: 'k' });
        const replay = await postFrom(`${url}/run`, { key: 'k' });
        expect([first.status, replay.status]).toEqual([200, 200]);
        expectReadable(first, { reachesCors: true });
        expectReadable(replay, { reachesCors: !isBehind });
      });

      test('a page reads our headers and Retry-After of a refusal', async () => {
        const { url, begun, release } = await serve(mode, place, errors);
        const first = postFrom(`${url}/slow`, { key: 'k' });
        await begun;
        const running = await postFrom(`${url}/slow`, { key: 'k' });
        const reused = await postFrom(`${url}/slow`, { key: 'k', body: { a: 1 } });
        const missing = await postFrom(`${url}/run`);
        const invalid = await postFrom(`${url}/run`, { key: 'a, b' });
        release();
        await first;
        const all = [running, reused, missing, invalid];
        expect(all.map(({ status }) => status)).toEqual([409, 422, 400, 400]);
        expectReadable(running, { reachesCors: !isBehind });
        expectReadable(reused, { reachesCors: !isBehind });
        expectReadable(missing, { reachesCors: true });
        expectReadable(invalid, { reachesCors: place === 'before' });
        expect(running.retryAfter).toMatch(/^\d+$/);
        if (errors) expect(running.problem.retryAfter).toBe(Number(running.retryAfter));
      });
    },
  );
});

test('headers that a route lists for its result leave ours readable', async () => {
  const express = require('express');
  const app = express();
  app.use(express.json(), cors(), idempotency({ store: new MemoryStore() }));
  const headers = () => ({ 'Access-Control-Expose-Headers': 'X-Total' });
  app.post(
    '/run',
    idempotentRoute(async () => 'ran', { headers }),
  );
  const { names } = await postFrom(`${await listen(app)}/run`, { key: 'k' });
  expect(names).toEqual(['x-total', ...OURS]);
});
