'use strict';

const timeout = require('connect-timeout');
const createError = require('http-errors');

const { MemoryStore, generateIdempotencyKey: newKey, idempotency } = require('../../lib');
const { serve } = require('../helpers/app');
const { createGate } = require('../helpers/gate');
const { onEachExpress } = require('../helpers/express-versions');
const { until } = require('../helpers/until');

const TIMEOUT_MS = 50;
const passOnUnlessTimedOut = (req, res, next) => req.timedout || next();

onEachExpress((express) => {
  /** An app of which the handler charges once it is let go; the middleware stand in the given order. */
  async function serveSlow(order, options = {}) {
    const goOn = createGate();
    const store = new MemoryStore();
    const charges = { running: 0, most: 0, made: 0 };
    const middleware = {
      timeout: timeout(TIMEOUT_MS),
      idempotency: idempotency({ store, mode: 'response', scope: false, ...options }),
    };
    const client = await serve(express, (app) => {
      for (const name of order) app.use(middleware[name]);
      app.use(passOnUnlessTimedOut);
      app.post('/run', async (req, res) => {
        charges.most = Math.max(charges.most, ++charges.running);
        await goOn.passed;
        charges.running -= 1;
        charges.made += 1;
        if (!req.timedout) res.json(charges);
      });
    });
    return { client, charges, goOn };
  }

  describe.each([
    ['before the middleware', ['timeout', 'idempotency']],
    ['behind the middleware', ['idempotency', 'timeout']],
  ])('connect-timeout %s', (_, order) => {
    test.each([
      ['by default', {}],
      ["with cacheStatus ['2xx']", { cacheStatus: ['2xx'] }],
      ['with a storeIf that frees', { storeIf: () => 'free' }],
    ])('runs one handler at a time, and the charge is one: %s', async (title, options) => {
      const { client, charges, goOn } = await serveSlow(order, options);
      const sent = { key: newKey(), body: {} };
      expect(await client.post('/run', sent)).toMatchObject({ status: 503 });
      for (let i = 0; i < 10; i++) {
        expect(await client.post('/run', sent)).toMatchObject({ status: 409 });
      }
      goOn.open();
      await until(() => charges.made > 0, 'the handler has ended');
      expect(charges).toEqual({ running: 0, most: 1, made: 1 });
    });
  });

  test('an error of http-errors that a handler passes on in time frees its key if the app says so', async () => {
    const options = { store: new MemoryStore(), mode: 'response', scope: false };
    const runs = jest.fn((req, res, next) => next(createError(503)));
    const client = await serve(express, (app) => {
      app.use(timeout('10s'), idempotency({ ...options, cacheStatus: ['2xx'] }));
      app.post('/run', runs);
    });
    const sent = { key: newKey(), body: {} };
    for (let i = 0; i < 2; i++) await client.post('/run', sent);
    expect(runs).toHaveBeenCalledTimes(2);
  });
});
