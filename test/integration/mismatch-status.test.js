'use strict';

const {
  asyncRoute,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve, serveRoute } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');
const { gatedOperation } = require('../helpers/gate');

const CONFLICT = { status: 409, error: 'IDEMPOTENCY_KEY_REUSED' };

onEachSetup((express, store) => {
  test('another body is refused with 409, while the first request runs and when it is done', async () => {
    const { run, begun, finish } = gatedOperation();
    const client = await serveRoute(express, { store: store(), mismatchStatus: 409 }, run);
    const key = newKey();
    const first = client.post('/run', { key, body: { amount: 1 } });
    await begun;
    const early = await client.post('/run', { key, body: { amount: 2 } });
    finish('done');
    await first;
    const late = await client.post('/run', { key, body: { amount: 2 } });
    for (const { status, error, json } of [early, late]) {
      expect({ status, error }).toEqual(CONFLICT);
      expect(json).toMatchObject({ status: 409, retryable: false });
    }
  });

  test('where whole responses are replayed as well', async () => {
    const options = { store: store(), mode: 'response', scope: false, mismatchStatus: 409 };
    const client = await serve(express, (app) => {
      app.use(idempotency(options));
      app.post('/run', (req, res) => res.send('done'));
    });
    const key = newKey();
    await client.post('/run', { key, body: { amount: 1 } });
    expect(await client.post('/run', { key, body: { amount: 2 } })).toMatchObject(CONFLICT);
  });

  test('a route decides for itself, and every error handler finds the status in the error', async () => {
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store() }));
      app.post(
        '/one',
        idempotentRoute(() => 1, { mismatchStatus: 409 }),
      );
      app.post(
        '/other',
        idempotentRoute(() => 1),
      );
      app.post(
        '/plain',
        asyncRoute(async (req, res) => {
          await req.idempotency.execute(() => 1, { mismatchStatus: 409 });
          res.end();
        }),
      );
      app.use('/plain', (error, req, res, next) => {
        if (res.headersSent) return next(error);
        res.status(error.statusCode).end(error.message);
      });
    });
    const key = newKey();
    const statusOf = async (path) => {
      await client.post(path, { key, body: { a: 1 } });
      return (await client.post(path, { key, body: { a: 2 } })).status;
    };
    expect([await statusOf('/one'), await statusOf('/other'), await statusOf('/plain')]).toEqual([
      409, 422, 409,
    ]);
  });
});
