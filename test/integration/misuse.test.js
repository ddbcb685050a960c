'use strict';

const {
  IdempotencyError,
  asyncRoute,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

onEachSetup((express, store) => {
  let client;
  let runs;

  async function executeTwice(req, res) {
    const first = await req.idempotency.execute(async () => ++runs);
    const second = await req.idempotency.execute(async () => ++runs).catch((error) => error);
    res.json({ first: first.result, code: second.code, status: second.status });
  }

  beforeAll(async () => {
    const protect = idempotency({ store: store() });
    client = await serve(
      express,
      (app) => {
        app.post(
          '/early',
          protect,
          express.json(),
          idempotentRoute(async ({ body }) => body),
        );
        app.use(express.json());
        app.post('/twice', protect, asyncRoute(executeTwice));
        app.post(
          '/at-once',
          protect,
          asyncRoute(async (req, res) => {
            const both = [1, 2].map(() => req.idempotency.execute(async () => ++runs));
            const settled = await Promise.allSettled(both);
            res.json(settled.map(({ reason }) => reason?.code ?? 'ran'));
          }),
        );
        app.post(
          '/bare',
          idempotentRoute(async () => ++runs),
        );
        app.post(
          '/no-function',
          protect,
          asyncRoute((req) => req.idempotency.execute('charge')),
        );
        app.post(
          '/typo',
          protect,
          asyncRoute((req) => req.idempotency.execute(async () => ++runs, { resultTtl: 5 })),
        );
      },
      { parsers: [] },
    );
  });

  beforeEach(() => {
    runs = 0;
  });

  test('a second execute in one request is refused and runs nothing', async () => {
    const answer = await client.post('/twice', { key: newKey(), body: {} });
    expect(answer.json).toEqual({ first: 1, code: 'EXECUTE_TWICE', status: 500 });
    expect(runs).toBe(1);
  });

  test('the second of two executes at once in one request is refused', async () => {
    const answer = await client.post('/at-once', { key: newKey(), body: {} });
    expect(answer.json).toEqual(['ran', 'EXECUTE_TWICE']);
    expect(runs).toBe(1);
  });

  test('a route without the middleware names the middleware to mount, and runs nothing', async () => {
    const answer = await client.post('/bare', { key: newKey(), body: {} });
    expect(answer).toMatchObject({ status: 500, error: 'NOT_MOUNTED' });
    expect(answer.json.message).toContain('app.use(idempotency(');
    expect(runs).toBe(0);
  });

  test('the middleware may stand before the parser: the body is read when the operation begins', async () => {
    const sent = { key: newKey(), body: { amount: 1 } };
    expect((await client.post('/early', sent)).json).toEqual({ amount: 1 });
    expect(await client.post('/early', sent)).toMatchObject({ status: 200, cached: true });
    const other = await client.post('/early', { ...sent, body: { amount: 2 } });
    expect(other).toMatchObject({ status: 422, error: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('execute without a function is a TypeError that takes no key', async () => {
    const answer = await client.post('/no-function', { key: newKey(), body: {} });
    expect(answer.status).toBe(500);
    expect(answer.json.message).toContain('the operation of execute() must be a function');
  });

  test('an unknown override is a TypeError that names the nearest known one', async () => {
    const answer = await client.post('/typo', { key: newKey(), body: {} });
    expect(answer.status).toBe(500);
    expect(answer.json.message).toContain('Did you mean `resultTTL`?');
    expect(runs).toBe(0);
  });
});

test('the error class has the members that an error handler of the app needs', () => {
  const error = new IdempotencyError('REQUEST_IN_PROGRESS');
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ status: 409, statusCode: 409, expose: true, retryable: true });
});
