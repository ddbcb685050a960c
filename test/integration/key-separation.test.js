'use strict';

const { generateIdempotencyKey: newKey, idempotency, idempotentRoute } = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

onEachSetup((express, store) => {
  let client;
  let operation;

  beforeAll(async () => {
    operation = jest.fn(async (req) => ({
      url: req.originalUrl,
      run: operation.mock.calls.length,
    }));
    client = await serve(express, (app) => {
      const run = idempotentRoute((...args) => operation(...args));
      const router = express.Router();
      router.use(idempotency({ store: store() }));
      router.all('/charge', run);
      app.use('/eu', router);
      app.use('/us', router);
      app.use('/fixed', idempotency({ store: store(), route: 'charges' }), run);
      app.use(idempotency({ store: store() }));
      app.all(/.*/, run);
    });
  });

  beforeEach(() => operation.mockClear());

  async function runsOf(...requests) {
    for (const [method, path, key] of requests) {
      expect(await client.send(method, path, { key, body: { a: 1 } })).toMatchObject({
        status: 200,
      });
    }
    return operation.mock.calls.length;
  }

  test('one router at two mounts with the same key is two operations', async () => {
    const key = newKey();
    expect(await runsOf(['POST', '/eu/charge', key], ['POST', '/us/charge', key])).toBe(2);
  });

  test('the same key with another method is another operation', async () => {
    const key = newKey();
    const requests = ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [method, '/a', key]);
    expect(await runsOf(...requests)).toBe(4);
  });

  test('a path and a key never run together into another path and key', async () => {
    const tail = newKey();
    expect(await runsOf(['POST', '/a', `"b:${tail}"`], ['POST', '/a:b', tail])).toBe(2);
    expect(await runsOf(['POST', '/c', `"/d${tail}"`], ['POST', '/c/d', tail])).toBe(4);
  });

  test('one trailing slash and an empty query do not make another operation', async () => {
    const key = newKey();
    const paths = ['/a', '/a/', '/a?', '/a/?&'];
    expect(await runsOf(...paths.map((path) => ['POST', path, key]))).toBe(1);
  });

  test('a second slash makes another operation', async () => {
    const key = newKey();
    expect(await runsOf(['POST', '/a', key], ['POST', '/a//', key])).toBe(2);
  });

  test('the route option takes the place of the path', async () => {
    const key = newKey();
    expect(await runsOf(['POST', '/fixed/1', key], ['POST', '/fixed/2', key])).toBe(1);
  });

  test('DELETE is protected when its handler executes with a key', async () => {
    const key = newKey();
    expect(await runsOf(['DELETE', '/eu/charge', key], ['DELETE', '/eu/charge', key])).toBe(1);
  });

  test('a key that names a member of every object is a key like any other', async () => {
    const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const unique = newKey();
    expect(await runsOf(...keys.map((key) => ['POST', `/${unique}`, key]))).toBe(4);
  });
});
