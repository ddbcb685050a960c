'use strict';

const {
  IdempotencyHandler,
  asyncRoute,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve, serveRoute } = require('../../helpers/app');
const { onEachSetup } = require('../../helpers/each-store');
const { internals } = require('../../../lib/store/store');

const LARGE = 'x'.repeat(2000);
const LIMIT = { maxResultBytes: 1000 };

const modes = {
  execute: (express, options, make, path = '/run') =>
    serve(express, (app) => app.post(path, idempotency(options), idempotentRoute(make))),
  response: (express, options, make, path = '/run') =>
    serve(express, (app) => {
      const protect = idempotency({ mode: 'response', scope: false, ...options });
      const handler = async (req, res) => res.json(await make());
      app.post(path, protect, asyncRoute(handler));
    }),
};

onEachSetup((express, store) => {
  describe.each(Object.entries(modes))(
    'in %s mode a result that is too large',
    (mode, serveMode) => {
      let emitWarning;
      beforeEach(() => {
        emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
      });
      afterEach(() => emitWarning.mockRestore());

      test('says so at once and at every retry, in the head, by events and by one warning', async () => {
        const onEvent = jest.fn();
        const make = jest.fn(async () => LARGE);
        const path = `/${newKey()}`;
        const client = await serveMode(express, { store: store(), ...LIMIT, onEvent }, make, path);
        const sent = { key: newKey(), body: {} };
        const answers = [];
        for (let i = 0; i < 3; i++) answers.push(await client.post(path, sent));

        expect(answers[0]).toMatchObject({ status: 200, cached: false, json: LARGE });
        expect(answers[0].headers['idempotency-status']).toBe('not-replayable');
        for (const retry of answers.slice(1)) {
          expect(retry).toMatchObject({ status: 409, error: 'RESULT_NOT_REPLAYABLE' });
        }
        expect(make).toHaveBeenCalledTimes(1);
        const events = onEvent.mock.calls.map(([event]) => event);
        const ofLoss = events.filter(({ type }) => type === 'not-replayable');
        expect(ofLoss.map(({ bytes }) => bytes)).toEqual(Array(3).fill(LARGE.length + 2));
        const ofRequests = events.filter(({ type }) => type === 'request');
        expect(ofRequests.map(({ outcome, kept }) => [outcome, kept])).toEqual([
          ['executed', 'tombstone'],
          ['unreplayable', 'tombstone'],
          ['unreplayable', 'tombstone'],
        ]);
        const warned = emitWarning.mock.calls.filter(([, { code }]) => code.endsWith('TOO_LARGE'));
        expect(warned).toHaveLength(1);
        expect(warned[0][0]).toMatch(new RegExp(`POST:.*${LARGE.length + 2} bytes.*1000`));
      });

      test('is a tombstone to those who look at the store, and no second run to anybody', async () => {
        const client = await serveMode(express, { store: store(), ...LIMIT }, () => LARGE);
        const key = newKey();
        await client.post('/run', { key, body: {} });
        const address = { key, method: 'POST', path: '/run' };
        expect(await store().inspect(address)).toMatchObject({ state: 'done', kind: 'tombstone' });
        expect((await store().find(key)).map(({ kind }) => kind)).toEqual(['tombstone']);
        expect(await store().resolve(address, { result: 1 })).toBe(false);
      });
    },
  );

  test('an error that is too large is a tombstone to those who look at the store', async () => {
    const fail = () => Promise.reject(Object.assign(new Error(LARGE), { status: 402 }));
    const client = await serveRoute(express, { store: store(), ...LIMIT }, fail);
    const key = newKey();
    const first = await client.post('/run', { key, body: {} });
    expect(first.status).toBe(402);
    expect(first.headers['idempotency-status']).toBe('not-replayable');
    const retry = await client.post('/run', { key, body: {} });
    expect(retry).toMatchObject({ status: 409, error: 'RESULT_NOT_REPLAYABLE' });
    const address = { key, method: 'POST', path: '/run' };
    expect(await store().inspect(address)).toMatchObject({
      kind: 'tombstone',
      bytes: expect.any(Number),
    });
    expect((await store().find(key)).map(({ kind }) => kind)).toEqual(['tombstone']);
  });

  test.each([
    ['value', () => LARGE],
    ['error', () => Promise.reject(new Error(LARGE))],
  ])('check() of the store refuses a %s that is lost', async (_, operation) => {
    const params = { amount: 1 };
    const key = newKey();
    const handler = new IdempotencyHandler({ store: store(), ...LIMIT });
    await handler.execute(key, params, operation).catch(() => {});
    const refused = await store()
      .check(key, params)
      .catch((error) => error);
    expect(refused).toMatchObject({ code: 'RESULT_NOT_REPLAYABLE', status: 409 });
  });

  /** What the store itself has of a key. */
  async function rawRecord(key) {
    const { id } = await store().inspect(key);
    return internals(store()).verbs.inspect({ id, withPayload: true, timeoutMs: 1000 });
  }

  test('to the store itself the tombstone of an error is an error', async () => {
    const fail = () => Promise.reject(new Error(LARGE));
    const client = await serveRoute(express, { store: store(), ...LIMIT }, fail);
    const key = newKey();
    await client.post('/run', { key, body: {} });
    const { kind, payload } = await rawRecord({ key, method: 'POST', path: '/run' });
    expect(kind).toBe('error');
    expect(payload.toString()).toMatch(/^t\{"why":"too-large","bytes":\d+\}$/);
  });
});
