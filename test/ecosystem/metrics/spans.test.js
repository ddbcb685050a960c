'use strict';

const express = require('express');
const serverless = require('serverless-http');

const { IdempotencyHandler, idempotency } = require('../../../lib');
const { createIdempotency } = require('../../../lib/core');
const { testStore } = require('../../../lib/testing');
const { tracedOperation } = require('./traced');

const MODES = ['execute', 'response'];
const view = () => ({ method: 'POST', url: '/a', headers: { 'idempotency-key': 'k' } });
const inMode = (mode) => createIdempotency({ mode, store: testStore(), scope: false });

// The suite of frameworks has the same of their handlers.
describe('the span of a run', () => {
  let traced;

  beforeEach(() => {
    traced = tracedOperation();
  });

  const run = () => traced.named('onceonly execute')[0];
  const expectOperationInside = () => {
    expect(run().attributes['onceonly.outcome']).toBe('executed');
    expect(traced.parentsOf('provider')).toEqual([run().spanContext().spanId]);
  };

  test('has the spans of execute() of onceonly/core inside', async () => {
    await inMode('execute').execute(view(), traced.operation);
    expectOperationInside();
  });

  test('has the spans of respond() of onceonly/core inside', async () => {
    const answer = async () => ({ status: 200, body: JSON.stringify(await traced.operation()) });
    await inMode('response').respond(view(), answer);
    expectOperationInside();
  });

  test('covers the time between begin() and settle(), with the spans in between beside it', async () => {
    const answered = traced.inside('request', async () => {
      const turn = await inMode('response').begin(view());
      const value = await traced.operation();
      expect(run()).toBeUndefined();
      return turn.settle({ status: 200, body: JSON.stringify(value) });
    });
    await answered;
    const [request] = traced.named('request');
    const id = request.spanContext().spanId;
    expect([traced.parentsOf('provider'), traced.parentsOf('onceonly execute')]).toEqual([
      [id],
      [id],
    ]);
    expect(run().attributes['onceonly.outcome']).toBe('executed');
  });

  test('has the spans of an IdempotencyHandler inside, and no route', async () => {
    await new IdempotencyHandler({ store: testStore() }).execute('k', {}, traced.operation);
    expectOperationInside();
    expect(run().attributes['http.route']).toBeUndefined();
  });

  test.each(MODES)(
    'has the spans of a handler behind serverless-http inside, in %s mode',
    async (mode) => {
      const app = express();
      app.use(express.json(), idempotency({ mode, store: testStore(), scope: false }));
      app.post('/a', async (req, res) => {
        const value =
          mode === 'response'
            ? await traced.operation()
            : (await req.idempotency.execute(traced.operation)).result;
        res.json(value);
      });
      const answer = await serverless(app)({
        ...{ httpMethod: 'POST', path: '/a', body: '{}' },
        headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
      });
      expect(answer.statusCode).toBe(200);
      expectOperationInside();
      expect(run().attributes['http.route']).toBe(
        // A response is captured before Express knows the route.
        mode === 'execute' ? '/a' : '/',
      );
    },
  );
});
