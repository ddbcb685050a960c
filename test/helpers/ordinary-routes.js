'use strict';

const { setTimeout: setRealTimeout } = require('node:timers');

const { idempotency } = require('onceonly');
const { testStore } = require('onceonly/testing');
const { serve, serveRoute } = require('./app');
const { gatedOperation } = require('./gate');

/** What every environment has to let pass: a run and its replay, a wait, and a captured response. `open()` gives the store. */
function describeOrdinaryRoutes(express, open) {
  let store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  test('a request runs once and is replayed', async () => {
    const client = await serveRoute(express, { store }, async () => ({ paid: true }));
    const answers = [];
    for (let i = 0; i < 2; i++) answers.push(await client.post('/run', { key: 'once', body: {} }));
    expect(answers.map(({ json, cached }) => [json, cached])).toEqual([
      [{ paid: true }, false],
      [{ paid: true }, true],
    ]);
  });

  test('a request that waits for another gets its answer', async () => {
    const { run, begun, finish } = gatedOperation();
    const client = await serveRoute(express, { store, inProgress: 'wait' }, run);
    const first = client.post('/run', { key: 'wait', body: {} });
    await begun;
    const second = client.post('/run', { key: 'wait', body: {} });
    setRealTimeout(() => finish({ paid: true }), 50);
    expect((await second).json).toEqual({ paid: true });
    expect((await first).json).toEqual({ paid: true });
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('a response that is written part by part reaches its client', async () => {
    const client = await serve(express, (app) => {
      app.use(idempotency({ store, mode: 'response', scope: false }));
      app.post('/parts', (req, res) => {
        let left = 3;
        const next = () => (left-- > 0 ? res.write('part ', next) : res.end('end'));
        next();
      });
    });
    for (let i = 0; i < 2; i++) {
      const { text } = await client.post('/parts', { key: 'parts', body: {} });
      expect(text).toBe('part part part end');
    }
  });
}

/** The limits of an operation and of a wait. */
function describeLimits(express) {
  test('an operation that takes too long is ended by operationTimeoutMs', async () => {
    const { run, finish } = gatedOperation();
    const store = testStore();
    const client = await serveRoute(express, { store, operationTimeoutMs: 50 }, run);
    const { error } = await client.post('/run', { key: 'long', body: {} });
    expect(error).toBe('OUTCOME_UNKNOWN');
    finish();
  });

  test('a wait is ended by maxWaitMs', async () => {
    const { run, begun, finish } = gatedOperation();
    const settings = { store: testStore(), inProgress: 'wait', maxWaitMs: 50 };
    const client = await serveRoute(express, settings, run);
    const first = client.post('/run', { key: 'wait', body: {} });
    await begun;
    expect((await client.post('/run', { key: 'wait', body: {} })).error).toBe(
      'REQUEST_IN_PROGRESS',
    );
    finish({});
    await first;
  });
}

module.exports = { describeLimits, describeOrdinaryRoutes };
