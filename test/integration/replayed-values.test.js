'use strict';

const {
  asyncRoute,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve, serveRoute } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

const VALUES = [
  ['an object', { a: [1, { b: null }] }],
  ['undefined', undefined],
  ['null', null],
  ['zero', 0],
  ['an empty string', ''],
  ['false', false],
  ['text beyond ASCII', 'Żółw 🐢 \u2028 \ud800'],
  ['bytes', Buffer.from([0, 255, 128, 10, 13])],
  ['no bytes', Buffer.alloc(0)],
  ['a date', new Date(0)],
  ['large numbers', [2 ** 53, 1e300, -0.1]],
  ['empty arrays and objects', { a: [], b: {} }],
];

onEachSetup((express, store) => {
  test.each(VALUES)('%s is sent again byte for byte', async (name, value) => {
    const operation = jest.fn(async () => value);
    const client = await serveRoute(express, { store: store() }, operation);
    const sent = { key: newKey(), body: {} };
    const first = await client.post('/run', sent);
    const retry = await client.post('/run', sent);
    expect([first, retry].map(({ status, cached }) => [status, cached])).toEqual([
      [200, false],
      [200, true],
    ]);
    expect(retry.body.equals(first.body)).toBe(true);
    expect(retry.headers['content-type']).toBe(first.headers['content-type']);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('a 204 is replayed as a 204', async () => {
    const operation = jest.fn(async () => undefined);
    const client = await serveRoute(express, { store: store() }, operation, { status: 204 });
    const sent = { key: newKey(), body: {} };
    expect(await client.post('/run', sent)).toMatchObject({ status: 204, cached: false, text: '' });
    expect(await client.post('/run', sent)).toMatchObject({ status: 204, cached: true, text: '' });
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('the first caller of execute gets the same value as every replay', async () => {
    const seen = [];
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store() }));
      app.post(
        '/run',
        asyncRoute(async (req, res) => {
          const { result } = await req.idempotency.execute(() => ({
            at: new Date(0),
            gone: undefined,
          }));
          seen.push(result);
          res.json(result);
        }),
      );
    });
    const sent = { key: newKey(), body: {} };
    await client.post('/run', sent);
    await client.post('/run', sent);
    expect(seen).toEqual([{ at: '1970-01-01T00:00:00.000Z' }, { at: '1970-01-01T00:00:00.000Z' }]);
  });

  test.each([
    ['larger than maxResultBytes', 'x'.repeat(200)],
    ['larger than maxResultBytes as bytes', Buffer.alloc(200)],
  ])('a result that is %s reaches the first caller, and is not run again', async (name, value) => {
    const operation = jest.fn(async () => value);
    const client = await serveRoute(express, { store: store(), maxResultBytes: 100 }, operation);
    const sent = { key: newKey(), body: {} };
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: false });
    const retry = await client.post('/run', sent);
    expect(retry).toMatchObject({ status: 409, error: 'RESULT_NOT_REPLAYABLE' });
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('headers that the app itself sets are not replayed, and its CORS list stays', async () => {
    let visits = 0;
    const client = await serve(express, (app) => {
      app.post(
        '/run',
        (req, res, next) => {
          res.cookie('visit', `${++visits}`);
          res.set('Access-Control-Expose-Headers', 'X-Own');
          next();
        },
        idempotency({ store: store() }),
        idempotentRoute(async () => 'ran'),
      );
    });
    const sent = { key: newKey(), body: {}, headers: { Origin: 'https://shop.example' } };
    await client.post('/run', sent);
    const { headers } = await client.post('/run', sent);
    expect(headers['set-cookie']).toEqual(['visit=2; Path=/']);
    expect(headers['access-control-expose-headers'].split(', ')).toEqual(
      expect.arrayContaining(['X-Own', 'Idempotency-Cached', 'Idempotent-Replayed']),
    );
  });
});
