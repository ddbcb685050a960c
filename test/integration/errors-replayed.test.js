'use strict';

const { asyncRoute, generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { serve, serveRoute } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

const declined = () =>
  Object.assign(new TypeError('The card was declined.'), {
    status: 402,
    code: 'CARD_DECLINED',
    details: { reason: 'stolen', tries: [1, 2] },
  });

onEachSetup((express, store) => {
  test('a thrown error is answered again with the same status, code and message', async () => {
    const operation = jest.fn(async () => {
      throw declined();
    });
    const client = await serveRoute(express, { store: store() }, operation);
    const sent = { key: newKey(), body: { amount: 1 } };
    const first = await client.post('/run', sent);
    const retry = await client.post('/run', sent);
    expect(first).toMatchObject({ status: 402, cached: false });
    expect(first.json).toEqual({ error: 'CARD_DECLINED', message: 'The card was declined.' });
    expect(retry).toMatchObject({ status: 402, cached: true });
    expect(retry.headers['idempotent-replayed']).toBe('true');
    expect(retry.body.equals(first.body)).toBe(true);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('an operation that throws before its first await fails like any other', async () => {
    const operation = jest.fn(() => {
      throw declined();
    });
    const client = await serveRoute(express, { store: store() }, operation);
    const sent = { key: newKey(), body: {} };
    const answers = [await client.post('/run', sent), await client.post('/run', sent)];
    expect(answers.map(({ status, cached }) => [status, cached])).toEqual([
      [402, false],
      [402, true],
    ]);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('the handler catches the error of the operation itself, the first time and in a replay', async () => {
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store() }));
      app.post(
        '/run',
        asyncRoute(async (req, res) => {
          const error = await req.idempotency
            .execute(() => {
              throw declined();
            })
            .catch((e) => e);
          const { name, message, code, status, details, cached, stack } = error;
          const operationInStack = stack.includes('at declined');
          res.json({ name, message, code, status, details, cached, operationInStack });
        }),
      );
    });
    const sent = { key: newKey(), body: {} };
    const fields = {
      name: 'TypeError',
      message: 'The card was declined.',
      code: 'CARD_DECLINED',
      status: 402,
      details: { reason: 'stolen', tries: [1, 2] },
    };
    expect((await client.post('/run', sent)).json).toEqual({ ...fields, operationInStack: true });
    expect((await client.post('/run', sent)).json).toEqual({
      ...fields,
      cached: true,
      operationInStack: false,
    });
  });

  test.each([
    ['a string', 'no'],
    ['an object', { status: 'odd' }],
    ['null', null],
    ['undefined', undefined],
    ['0', 0],
  ])('%s that is thrown is thrown again', async (name, thrown) => {
    let runs = 0;
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store() }));
      app.post(
        '/run',
        asyncRoute(async (req, res) => {
          try {
            await req.idempotency.execute(() => {
              runs++;
              throw thrown;
            });
          } catch (caught) {
            res.json([caught === undefined ? 'undefined' : caught]);
          }
        }),
      );
    });
    const sent = { key: newKey(), body: {} };
    const answers = [await client.post('/run', sent), await client.post('/run', sent)];
    const expected = thrown === undefined ? 'undefined' : thrown;
    expect(answers.map(({ json }) => json)).toEqual([[expected], [expected]]);
    expect(answers.map(({ cached }) => cached)).toEqual([false, true]);
    expect(runs).toBe(1);
  });

  test('a route that rejects without an error is answered with 500', async () => {
    const operation = jest.fn(() => Promise.reject());
    const client = await serveRoute(express, { store: store() }, operation);
    const sent = { key: newKey(), body: {} };
    expect((await client.post('/run', sent)).status).toBe(500);
    expect((await client.post('/run', sent)).status).toBe(500);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('a handler that fails after its operation loses no result', async () => {
    const operation = jest.fn(async () => ({ charged: true }));
    let visits = 0;
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store() }));
      app.post(
        '/run',
        asyncRoute(async (req, res) => {
          const { result } = await req.idempotency.execute(operation);
          if (++visits === 1) throw new Error('The template is missing.');
          res.json(result);
        }),
      );
    });
    const sent = { key: newKey(), body: {} };
    expect((await client.post('/run', sent)).status).toBe(500);
    const retry = await client.post('/run', sent);
    expect(retry).toMatchObject({ status: 200, cached: true, json: { charged: true } });
    expect(operation).toHaveBeenCalledTimes(1);
  });
});
