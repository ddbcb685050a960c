'use strict';

const {
  asyncRoute,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve } = require('../../helpers/app');
const { onEachSetup } = require('../../helpers/each-store');
const { createGate } = require('../../helpers/gate');

const scope = (req) => req.headers['x-user'];
const as = (user) => ({ headers: { 'X-User': user } });

onEachSetup((express, store) => {
  const runs = jest.fn();
  let client;

  async function executeTwice(req, res) {
    const { key, execute } = req.idempotency;
    const { result, cached } = await execute(async ({ effectId, attempt }) => ({
      effectId,
      attempt,
    }));
    const again = await execute(runs).catch(({ code }) => code);
    res.json({ key, ...result, cached, again });
  }

  function tell(req, res) {
    runs();
    res.json({ key: req.idempotency.key ?? null, captured: res.idempotency !== undefined });
  }

  beforeAll(async () => {
    const options = { store: store(), scope };
    const capture = idempotency({ ...options, mode: 'response' });
    const execute = idempotency(options);
    client = await serve(express, (app) => {
      app.all('/captured', capture, tell);
      app.delete(
        '/captured-not',
        capture,
        idempotentRoute(async () => (runs(), null)),
      );
      app.post('/within', capture, asyncRoute(executeTwice));
      app.post(
        '/route-within',
        capture,
        idempotentRoute(async ({ body }) => (runs(), body)),
      );
      app.post('/both', capture, execute, asyncRoute(executeTwice));
      app.post('/both-reversed', execute, capture, asyncRoute(executeTwice));
      app.post('/captured-twice', capture, capture, tell);
      app.post(
        '/executed',
        execute,
        idempotentRoute(async ({ body }) => (runs(), body)),
      );
      const required = idempotency({ ...options, mode: 'response', required: true });
      app.all('/required', required, tell);
      app.post('/gated', capture, (req, res) => {
        runs();
        app.locals.begun.open();
        app.locals.gate.passed.then(() => res.json({ done: true }));
      });
      app.locals.begun = createGate();
      app.locals.gate = createGate();
      client = app.locals;
    }).then((served) => Object.assign(served, { gate: client.gate, begun: client.begun }));
  });

  beforeEach(() => runs.mockClear());

  test.each(['/within', '/both', '/both-reversed'])(
    'execute inside a captured route (%s) runs once, with the context of the request',
    async (path) => {
      const sent = { key: newKey(), body: { amount: 1 }, ...as('a') };
      const first = await client.post(path, sent);
      const { key } = sent;
      expect(first).toMatchObject({ status: 200, cached: false });
      expect(first.json).toMatchObject({ key, attempt: 1, cached: false, again: 'EXECUTE_TWICE' });
      expect(first.json.effectId).toMatch(/^[0-9a-f-]{36}$/);
      const replay = await client.post(path, sent);
      expect(replay).toMatchObject({ status: 200, cached: true, text: first.text });
      expect(runs).not.toHaveBeenCalled();
    },
  );

  test.each(['/route-within', '/executed', '/captured-twice'])('%s runs once', async (path) => {
    const sent = { key: newKey(), body: { amount: 1 }, ...as('a') };
    const first = await client.post(path, sent);
    const replay = await client.post(path, sent);
    expect([first.cached, replay.cached]).toEqual([false, true]);
    expect(replay.text).toBe(first.text);
    expect(runs).toHaveBeenCalledTimes(1);
  });

  test('two users with one key and one body never see the response of each other', async () => {
    const key = newKey();
    for (const user of ['a', 'b']) {
      const sent = { key, body: { amount: 1 }, ...as(user) };
      expect(await client.post('/captured', sent)).toMatchObject({ status: 200, cached: false });
      expect(await client.post('/captured', sent)).toMatchObject({ status: 200, cached: true });
    }
    expect(runs).toHaveBeenCalledTimes(2);
  });

  test('a request without a scope is not run', async () => {
    const sent = { key: newKey(), body: {} };
    const answer = await client.post('/captured', sent);
    expect(answer).toMatchObject({ status: 500, error: 'SCOPE_MISSING' });
    expect(runs).not.toHaveBeenCalled();
  });

  test('another body is refused, and a body of a type that no parser takes', async () => {
    const sent = { key: newKey(), body: { amount: 1 }, ...as('a') };
    await client.post('/captured', sent);
    const other = await client.post('/captured', { ...sent, body: { amount: 2 } });
    expect(other).toMatchObject({ status: 422, error: 'IDEMPOTENCY_KEY_REUSED' });
    const unread = await client.post('/captured', { ...sent, key: newKey(), body: 'text' });
    expect(unread).toMatchObject({ status: 415, error: 'UNSUPPORTED_MEDIA_TYPE' });
    expect(runs).toHaveBeenCalledTimes(1);
  });

  test('requests without a key, and of other methods, pass untouched', async () => {
    const keyless = await client.post('/captured', { body: {} });
    expect(keyless.json).toEqual({ key: null, captured: false });
    expect(keyless.cached).toBeUndefined();
    const key = newKey();
    const got = await client.get('/captured', { key });
    expect(got.json).toEqual({ key, captured: false });
    expect(got.cached).toBeUndefined();
    const refused = await client.post('/required', { body: {} });
    expect(refused).toMatchObject({ status: 400, error: 'IDEMPOTENCY_KEY_REQUIRED' });
  });

  test('execute runs once on a method that is not captured', async () => {
    const sent = { key: newKey(), ...as('a') };
    for (const cached of [false, true]) {
      const answer = await client.send('DELETE', '/captured-not', sent);
      expect(answer).toMatchObject({ status: 200, cached, text: 'null' });
    }
    expect(runs).toHaveBeenCalledTimes(1);
  });

  test('while the first request runs another is refused', async () => {
    const sent = { key: newKey(), body: { amount: 1 }, ...as('a') };
    const first = client.post('/gated', sent);
    await client.begun.passed;
    expect(await client.post('/gated', sent)).toMatchObject({
      status: 409,
      error: 'REQUEST_IN_PROGRESS',
    });
    client.gate.open();
    expect(await first).toMatchObject({ status: 200, cached: false });
    expect(await client.post('/gated', sent)).toMatchObject({ status: 200, cached: true });
    expect(runs).toHaveBeenCalledTimes(1);
  });
});

describe('at construction', () => {
  test.each([
    ['response mode without a scope', { mode: 'response' }, /from `scope\(req\)`/],
    ['a header that is never replayed', { replayHeaders: ['Set-Cookie'] }, /never replayed/],
    ['a function for cacheErrors', { cacheErrors: () => true }, /Use `cacheStatus`/],
    ['cacheStatus for execute', { mode: 'execute', cacheStatus: ['2xx'] }, /mode: 'response'/],
    ['replayHeaders for execute', { mode: undefined, replayHeaders: [] }, /mode: 'response'/],
  ])('%s is refused', (what, options, message) => {
    const scoped = what.includes('without a scope') ? {} : { scope: false };
    const refused = () => idempotency({ mode: 'response', ...scoped, ...options });
    expect(refused).toThrow(TypeError);
    expect(refused).toThrow(message);
  });
});
