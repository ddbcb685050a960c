'use strict';

const { MemoryStore, asyncRoute, generateIdempotencyKey, idempotentRoute } = require('onceonly');

const { serve, serveRoute } = require('../../../helpers/app.js');
const { onEachExpress } = require('../../../helpers/express-versions.js');
const { FakeResponse } = require('../../response/fake-response.js');

describe('the arguments of the wrappers', () => {
  test.each([[undefined], [null], ['run'], [{}]])('%p is no operation and no handler', (value) => {
    expect(() => idempotentRoute(value)).toThrow(TypeError);
    expect(() => asyncRoute(value)).toThrow(TypeError);
  });

  test.each([
    [{ status: '201' }, TypeError, '`status`'],
    [{ status: 199 }, RangeError, '`status`'],
    [{ status: 600 }, RangeError, '`status`'],
    [{ headers: {} }, TypeError, '`headers`'],
    [{ lockTTL: 3601 }, RangeError, '`lockTTL`'],
    [{ stats: 201 }, TypeError, '`status`'],
    [{ redis: 'redis://localhost' }, TypeError, '`redis`'],
    [null, TypeError, 'options'],
  ])('the options %j are refused when the route is made', (options, type, words) => {
    expect(() => idempotentRoute(() => 1, options)).toThrow(type);
    expect(() => idempotentRoute(() => 1, options)).toThrow(words);
  });
});

test('a route without the middleware is NOT_MOUNTED', async () => {
  const operation = jest.fn();
  const next = jest.fn();
  await idempotentRoute(operation)({}, new FakeResponse(), next);
  expect(next).toHaveBeenCalledWith(expect.objectContaining({ code: 'NOT_MOUNTED', status: 500 }));
  expect(operation).not.toHaveBeenCalled();
});

describe('asyncRoute()', () => {
  test('calls the handler and forwards nothing when it resolves', async () => {
    const handler = jest.fn(async () => 'ignored');
    const next = jest.fn();
    await asyncRoute(handler)('req', 'res', next);
    expect(handler).toHaveBeenCalledWith('req', 'res', next);
    expect(next).not.toHaveBeenCalled();
  });

  test.each([
    ['rejects', async () => Promise.reject(new Error('no'))],
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
  ])('forwards what a handler %s with', async (_, handler) => {
    const next = jest.fn();
    await asyncRoute(handler)({}, {}, next);
    expect(next).toHaveBeenCalledWith(expect.objectContaining({ message: 'no' }));
  });

  test.each([[undefined], [null]])('makes an error of a rejection with %p', async (reason) => {
    const next = jest.fn();
    await asyncRoute(() => Promise.reject(reason))({}, {}, next);
    expect(next).toHaveBeenCalledWith(expect.any(Error));
  });
});

onEachExpress((express) => {
  /** The first answer and the replay of a route. */
  async function answersOf(operation, routeOptions) {
    const run = jest.fn(operation);
    const client = await serveRoute(express, { store: new MemoryStore() }, run, routeOptions);
    const request = { key: generateIdempotencyKey(), body: { amount: 5 } };
    const answers = [await client.post('/run', request), await client.post('/run', request)];
    expect(run).toHaveBeenCalledTimes(1);
    expect(answers.map(({ cached }) => cached)).toEqual([false, true]);
    return answers;
  }

  test.each([
    ['an object', { id: 'ch_1' }, '{"id":"ch_1"}', /^application\/json/],
    ['null', null, 'null', /^application\/json/],
    ['false', false, 'false', /^application\/json/],
    ['a number', 201, '201', /^application\/json/],
    ['text', 'text', '"text"', /^application\/json/],
    ['a Buffer', Buffer.from([0, 255]), Buffer.from([0, 255]), /^application\/octet-stream/],
  ])('%s is sent, the same at the replay', async (_, result, body, type) => {
    for (const answer of await answersOf(() => result)) {
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual(Buffer.from(body));
      expect(answer.headers['content-type']).toMatch(type);
    }
  });

  test('undefined is an empty body', async () => {
    for (const answer of await answersOf(() => undefined)) {
      expect(answer.status).toBe(200);
      expect(answer.body).toHaveLength(0);
    }
  });

  test('status and headers are made of the result, the same at the replay', async () => {
    const operation = async (req, { effectId }) => ({ id: effectId, amount: req.body.amount });
    const headers = jest.fn(({ id }) => ({ Location: `/charges/${id}` }));
    const [first, replay] = await answersOf(operation, { status: 201, headers });
    expect(first.status).toBe(201);
    expect(first.headers.location).toBe(`/charges/${first.json.id}`);
    expect(replay.status).toBe(201);
    expect(replay.headers.location).toBe(first.headers.location);
    expect(replay.body).toEqual(first.body);
    expect(headers).toHaveBeenCalledTimes(2);
  });

  test('an error of the headers function goes to the app', async () => {
    const headers = () => {
      throw Object.assign(new Error('no headers'), { status: 418 });
    };
    const client = await serveRoute(express, { store: new MemoryStore() }, () => 1, { headers });
    const answer = await client.post('/run', { key: generateIdempotencyKey(), body: {} });
    expect(answer.status).toBe(418);
  });

  test('the options of a route count for its executions', async () => {
    const operation = jest.fn(() => Promise.reject(new Error('no')));
    const store = new MemoryStore();
    const client = await serveRoute(express, { store }, operation, { cacheErrors: 'none' });
    const request = { key: generateIdempotencyKey(), body: {} };
    await client.post('/run', request);
    await client.post('/run', request);
    expect(operation).toHaveBeenCalledTimes(2);
  });

  test('a route without the middleware answers 500 and the process lives', async () => {
    const client = await serve(express, (app) =>
      app.post(
        '/run',
        idempotentRoute(() => 1),
      ),
    );
    for (let i = 0; i < 2; i++) {
      const answer = await client.post('/run', { body: {} });
      expect(answer.status).toBe(500);
      expect(answer.error).toBe('NOT_MOUNTED');
    }
  });
});
