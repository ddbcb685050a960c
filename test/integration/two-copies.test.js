'use strict';

const { subscribe, unsubscribe } = require('node:diagnostics_channel');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const express = require('express');

const onceonly = require('onceonly');
const { atEnd } = require('../helpers/cleanups');
const { onEachExpress } = require('../helpers/express-versions');
const { gatedOperation } = require('../helpers/gate');
const { BINARY, ROOT } = require('../helpers/project');
const { startRedis } = require('../helpers/redis-server');
const { HttpClient } = require('../helpers/http');
const { recordFunctions } = require('../js/store/record-functions');

/** The package again, as jest.resetModules() or a second require cache has it: another `lib/`, the same binary. */
function loadedAgain() {
  let again;
  jest.isolateModules(() => {
    again = require('onceonly');
  });
  return again;
}

/** The package from another folder with a binary of its own, as a nested node_modules has it. */
function nested() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-nested-'));
  atEnd(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const name of ['package.json', 'lib']) {
    fs.cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  fs.cpSync(BINARY, path.join(folder, 'build', 'addon', 'onceonly.node'));
  return withItsOwnBinary(() => require(folder));
}

function withItsOwnBinary(load) {
  const { ONCEONLY_BINARY: named } = process.env;
  delete process.env.ONCEONLY_BINARY;
  try {
    return load();
  } finally {
    if (named !== undefined) process.env.ONCEONLY_BINARY = named;
  }
}

async function listen(app) {
  const server = await new Promise((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return new HttpClient(server.address().port);
}

describe.each([
  ['loaded a second time', loadedAgain],
  ['of a nested node_modules', nested],
])('with a copy %s', (_, load) => {
  const { IdempotencyError, MemoryStore, RedisStore, idempotency, idempotentRoute } = onceonly;
  let other;
  beforeAll(() => {
    other = load();
    expect(other.IdempotencyError).not.toBe(IdempotencyError);
  });

  onEachExpress((anyExpress) => {
    test('idempotencyErrors() of one answers the refusals of the other', async () => {
      const { run, begun, finish } = gatedOperation();
      const app = anyExpress().use(anyExpress.json());
      app.use(idempotency({ store: new MemoryStore(), required: true }));
      app.post('/run', idempotentRoute(run));
      app.use(other.idempotencyErrors());
      const client = await listen(app);
      const first = client.post('/run', { key: 'k', body: {} });
      await begun;
      const busy = await client.post('/run', { key: 'k', body: {} });
      const without = await client.post('/run', { body: {} });
      finish({});
      await first;
      expect([busy.status, busy.error]).toEqual([409, 'REQUEST_IN_PROGRESS']);
      expect(busy.headers).toMatchObject({
        'content-type': 'application/problem+json',
        'retry-after': expect.any(String),
      });
      expect([without.status, without.error]).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED']);
      expect(without.headers.link).toContain('rel="describedby"');
    });

    test.each([
      ['no option', undefined],
      ['what counts', { include: ['/amount'], headers: ['X-Version'] }],
      ['nothing that counts', false],
    ])(
      'a route of one runs behind the middleware of the other, with %s',
      async (name, fingerprint) => {
        const operation = jest.fn(async () => ({ paid: true }));
        const app = anyExpress().use(anyExpress.json({ verify: other.captureRawBody }));
        app.use(idempotency({ store: new MemoryStore() }));
        app.post('/run', other.idempotentRoute(operation, { fingerprint }));
        app.use(onceonly.idempotencyErrors());
        const client = await listen(app);
        const post = (body) => client.post('/run', { key: 'k', body });
        expect((await post({ amount: 1, note: 'a' })).cached).toBe(false);
        expect((await post({ note: 'a', amount: 1.0 })).cached).toBe(true);
        expect((await post({ amount: 1, note: 'b' })).status).toBe(
          name === 'no option' ? 422 : 200,
        );
        expect((await post({ amount: 2, note: 'a' })).status).toBe(
          fingerprint === false ? 200 : 422,
        );
        expect(operation).toHaveBeenCalledTimes(1);
      },
    );

    test('response mode of both on one request runs its handler once and answers it', async () => {
      const { url: redis } = await startRedis();
      const [one, two] = [new RedisStore({ redis }), new other.RedisStore({ redis })];
      atEnd(() => Promise.all([one.close(), two.close()]));
      const handler = jest.fn((req, res) => res.status(201).json({ paid: true }));
      const app = anyExpress().use(anyExpress.json());
      app.use(idempotency({ store: one, mode: 'response', scope: false }));
      app.use(other.idempotency({ store: two, mode: 'response', scope: false }));
      app.post('/run', handler);
      const client = await listen(app);
      for (const cached of [false, true]) {
        const answer = await client.post('/run', { key: 'k', body: {} });
        expect([answer.status, answer.json, answer.cached]).toEqual([201, { paid: true }, cached]);
      }
      expect(handler).toHaveBeenCalledTimes(1);
    });
  });

  test('a subscriber of the channel hears the requests and the stores of both, each once', async () => {
    const events = [];
    const hear = (event) => events.push(event);
    subscribe('onceonly:event', hear);
    const stores = [new MemoryStore(), new other.MemoryStore()];
    const handlers = [onceonly, other].map(
      (copy, at) => new copy.IdempotencyHandler({ store: stores[at] }),
    );
    // A store of one copy may serve a handler of the other one.
    handlers.push(new onceonly.IdempotencyHandler({ store: stores[1] }));
    for (const [at, handler] of handlers.entries()) await handler.execute(`k${at}`, {}, () => at);
    for (const store of stores) await store.close();
    unsubscribe('onceonly:event', hear);
    const count = (wanted) => events.filter(({ type }) => type === wanted).length;
    expect(['begun', 'completed', 'request', 'drained'].map(count)).toEqual([3, 3, 3, 2]);
  });

  test.each([
    ['an embedded store', () => new other.MemoryStore()],
    ['a store of functions', () => other.defineStore(recordFunctions())],
  ])('%s of one serves the middleware of the other', async (_, makeStore) => {
    const store = makeStore();
    const { run, begun, finish } = gatedOperation();
    const app = express().use(express.json());
    app.use(idempotency({ store, inProgress: 'wait' }));
    app.post('/run', idempotentRoute(run));
    const client = await listen(app);
    const first = client.post('/run', { key: 'k', body: {} });
    await begun;
    const second = client.post('/run', { key: 'k', body: {} });
    finish({ paid: true });
    expect((await first).json).toEqual({ paid: true });
    expect((await second).json).toEqual({ paid: true });
    expect(run).toHaveBeenCalledTimes(1);
    await store.close();
    await expect(
      new onceonly.IdempotencyHandler({ store }).execute('k', {}, run),
    ).rejects.toMatchObject({ code: 'LOCK_FAILED' });
  });

  test('a StoreError of one is an instance of the class of the other, and of no class made from it', () => {
    const { StoreError } = onceonly;
    class Own extends StoreError {}
    const error = new other.StoreError('CONNECT_FAILED', 'x');
    expect(error instanceof StoreError).toBe(true);
    expect(error instanceof Own).toBe(false);
    expect(new Own('CONNECT_FAILED', 'x') instanceof other.StoreError).toBe(true);
    const strangers = [new Error('x'), { code: 'x', retry: 'no' }, null, 'x', () => {}];
    for (const each of strangers) expect(each instanceof StoreError).toBe(false);
  });

  test('an error of one is an instance of the class of the other, and of no class made from it', () => {
    class Own extends IdempotencyError {}
    const error = new other.IdempotencyError('OUTCOME_UNKNOWN');
    expect(error instanceof IdempotencyError).toBe(true);
    expect(error instanceof Own).toBe(false);
    expect(new Own('OUTCOME_UNKNOWN') instanceof Own).toBe(true);
    expect(new Own('OUTCOME_UNKNOWN') instanceof other.IdempotencyError).toBe(true);
    const strangers = [new Error('x'), { code: 'OUTCOME_UNKNOWN' }, null, undefined, 'x', () => {}];
    for (const each of strangers) expect(each instanceof IdempotencyError).toBe(false);
  });
});
