'use strict';

const { IdempotencyHandler, MemoryStore, idempotency, idempotentRoute } = require('onceonly');

const { serve } = require('../helpers/app');
const { atEnd } = require('../helpers/cleanups');
const { onEachSetup, onEachStore } = require('../helpers/each-store');
const { onEachExpress } = require('../helpers/express-versions');
const { gatedOperation } = require('../helpers/gate');
const { redisBehindProxy } = require('../helpers/redis-behind-proxy');
const { until } = require('../helpers/until');

const failing = (status) => () => {
  throw Object.assign(new Error('x'), { status });
};

/** `onEvent` that keeps the events of the type `request`, and the list of them. */
function requestEvents() {
  const requests = [];
  const onEvent = (event) => {
    if (event.type === 'request') requests.push(event);
  };
  return { requests, onEvent };
}

let keys = 0;
const newKey = () => `request-key-${++keys}`;

onEachSetup((express, store) => {
  /** Serves POST /api/orders/:id/pay, and GET, behind a middleware at /api; the events that it tells. */
  async function servePay(operation, options) {
    const { requests, onEvent } = requestEvents();
    const client = await serve(express, (app) => {
      app.use('/api', idempotency({ store: store(), onEvent, ...options }));
      const handler =
        options?.mode === 'response' ? operation : idempotentRoute((req) => operation(req));
      app.post('/api/orders/:id/pay', handler);
      app.get('/api/orders/:id', (req, res) => res.json({ id: req.params.id }));
      app.post('/api/plain', (req, res) => res.json({}));
    });
    const pay = (key, body = {}, id = 1) => client.post(`/api/orders/${id}/pay`, { key, body });
    return { client, pay, requests };
  }

  describe('the event of a request in execute mode', () => {
    const ROUTE = '/api/orders/:id/pay';

    test('tells a run and its replay, with the times of their parts and without the key', async () => {
      const { pay, requests } = await servePay(() => ({ paid: true }));
      const key = newKey();
      await pay(key);
      await pay(key);
      const [run, replay] = requests;
      expect(run).toEqual({
        type: 'request',
        outcome: 'executed',
        cached: false,
        route: ROUTE,
        method: 'POST',
        id: expect.stringMatching(/^[\w-]{43}$/),
        keyHash: expect.stringMatching(/^[\w-]{11}$/),
        attempt: 1,
        kept: 'value',
        bytes: '{"paid":true}'.length,
        ms: expect.any(Number),
        claimMs: expect.any(Number),
        runMs: expect.any(Number),
        storeMs: expect.any(Number),
      });
      expect(run.ms).toBeGreaterThanOrEqual(run.claimMs + run.runMs + run.storeMs - 0.01);
      expect(replay).toEqual({
        type: 'request',
        outcome: 'replayed',
        cached: true,
        route: ROUTE,
        method: 'POST',
        id: run.id,
        keyHash: run.keyHash,
        kept: 'value',
        ms: expect.any(Number),
        claimMs: expect.any(Number),
      });
      expect(requests).toHaveLength(2);
      expect(JSON.stringify(requests)).not.toContain(key);
    });

    test.each([
      [402, 'error', 'replayed'],
      [503, 'freed', 'executed'],
      [504, 'silent', 'in-progress'],
    ])('tells how an error with status %i was kept: %s', async (status, kept, outcome) => {
      const { pay, requests } = await servePay(failing(status));
      const key = newKey();
      expect((await pay(key)).status).toBe(status);
      await pay(key);
      expect(requests.map((each) => each.outcome)).toEqual(['executed', outcome]);
      expect(requests[0]).toMatchObject({ kept, cached: false, route: ROUTE, attempt: 1 });
    });

    test('tells each refusal with its code', async () => {
      const operation = gatedOperation();
      const { client, pay, requests } = await servePay(operation.run, {
        scope: (req) => req.get('X-User') ?? 'ann',
      });
      const key = newKey();
      const running = pay(key);
      await operation.begun;
      await pay(key);
      await pay(key, { other: true });
      operation.finish(1);
      await running;
      await client.post('/api/orders/1/pay', { key: 'not a key', body: {} });
      await client.post('/api/orders/1/pay', { key, body: {}, headers: { 'X-User': '' } });
      expect(requests.map(({ outcome, code, route }) => [outcome, code, route])).toEqual([
        ['in-progress', 'REQUEST_IN_PROGRESS', ROUTE],
        ['mismatch', 'IDEMPOTENCY_KEY_REUSED', ROUTE],
        ['executed', undefined, ROUTE],
        ['refused', 'INVALID_IDEMPOTENCY_KEY', '/api'],
        ['refused', 'SCOPE_MISSING', ROUTE],
      ]);
      expect(requests[0].attempt).toBe(1);
    });

    test('tells a request without a key, and one that must have one', async () => {
      const { client, pay, requests } = await servePay(() => 1);
      await pay(undefined);
      expect(requests).toEqual([
        {
          type: 'request',
          outcome: 'keyless',
          cached: false,
          route: ROUTE,
          method: 'POST',
          ms: expect.any(Number),
          runMs: expect.any(Number),
        },
      ]);
      const strict = await servePay(() => 1, { required: true });
      await strict.pay(undefined);
      expect(strict.requests).toMatchObject([
        { outcome: 'refused', code: 'IDEMPOTENCY_KEY_REQUIRED', route: '/api' },
      ]);
      await client.get('/api/orders/7');
      await client.post('/api/plain', { key: newKey(), body: {} });
      await until(() => requests.length === 3, 'both responses are closed');
      expect(requests.slice(1)).toMatchObject([
        { outcome: 'passed', route: '/api', method: 'GET' },
        { outcome: 'passed', route: '/api', method: 'POST' },
      ]);
    });

    test('comes when the operation ends, if the client has left', async () => {
      const operation = gatedOperation();
      const { client, requests } = await servePay(operation.run);
      const sent = { key: newKey(), body: {} };
      const { request, answered } = client.begin('POST', '/api/orders/1/pay', sent);
      const gone = answered.catch(() => {});
      await operation.begun;
      request.destroy();
      await gone;
      operation.finish('paid');
      await until(() => requests.length > 0, 'the operation has ended');
      expect(requests).toMatchObject([{ outcome: 'executed', kept: 'value' }]);
    });

    test('is unknown for an operation that takes too long, and comes once', async () => {
      const operation = gatedOperation();
      const { pay, requests } = await servePay(operation.run, { operationTimeoutMs: 20 });
      const key = newKey();
      expect((await pay(key)).error).toBe('OUTCOME_UNKNOWN');
      operation.finish('late');
      await until(async () => (await pay(key)).cached, 'the late result is stored');
      expect(requests[0]).toMatchObject({
        outcome: 'unknown',
        code: 'OUTCOME_UNKNOWN',
        kept: 'silent',
      });
      expect(requests.filter(({ outcome }) => outcome === 'executed')).toEqual([]);
    });

    test('tells how long a request has waited, and one that gave up', async () => {
      const operation = gatedOperation();
      const { pay, requests } = await servePay(operation.run, {
        inProgress: 'wait',
        maxWaitMs: 50,
      });
      const key = newKey();
      const running = pay(key);
      await operation.begun;
      expect((await pay(key)).status).toBe(409);
      expect(requests).toMatchObject([{ outcome: 'in-progress', waitMs: expect.any(Number) }]);
      expect(requests[0].waitMs).toBeGreaterThan(40);
      operation.finish(1);
      await running;
    });
  });

  describe('the event of a request in response mode', () => {
    const answer = (req, res) => res.status(201).json({ paid: true });
    const serveCaptured = (handler, options) =>
      servePay(handler, { mode: 'response', scope: false, ...options });

    test('has the path of the mount, the same for a run and its replay', async () => {
      const { pay, requests } = await serveCaptured(answer);
      const key = newKey();
      for (let i = 0; i < 2; i++) await pay(key, {}, 'secret-id');
      expect(requests).toMatchObject([
        {
          outcome: 'executed',
          kept: 'value',
          cached: false,
          route: '/api',
          runMs: expect.any(Number),
        },
        { outcome: 'replayed', kept: 'value', cached: true, route: '/api' },
      ]);
      expect(requests).toHaveLength(2);
      expect(JSON.stringify(requests)).not.toContain('secret-id');
    });

    test('tells responses of errors, and those that are not kept', async () => {
      const { pay, requests } = await serveCaptured((req, res) => {
        if (req.body.skip) res.idempotency.skip();
        res.status(req.body.status).end();
      });
      await pay(newKey(), { status: 402 });
      await pay(newKey(), { status: 200, skip: true });
      await pay(newKey(), { status: 503 });
      expect(requests.map(({ outcome, kept }) => [outcome, kept])).toEqual([
        ['executed', 'error'],
        ['executed', 'freed'],
        ['executed', 'silent'],
      ]);
    });

    test('tells methods that are not protected, and requests without a key', async () => {
      const { client, pay, requests } = await serveCaptured(answer);
      await client.get('/api/orders/7', { key: newKey() });
      await pay(undefined);
      await until(() => requests.length === 2, 'both responses are closed');
      expect(requests.map(({ outcome, route }) => [outcome, route])).toEqual([
        ['passed', '/api'],
        ['keyless', '/api'],
      ]);
    });

    test('tells a handler that never answers when it is given up', async () => {
      const { pay, requests } = await serveCaptured(() => {}, { operationTimeoutMs: 20 });
      expect((await pay(newKey())).error).toBe('OUTCOME_UNKNOWN');
      expect(requests).toMatchObject([{ outcome: 'unknown', kept: 'silent' }]);
    });

    test('tells a replay that the client cannot read', async () => {
      const { client, requests } = await serveCaptured((req, res) => {
        res.setHeader('Content-Encoding', 'br');
        res.end('bytes');
      });
      const sent = { key: newKey(), body: {} };
      await client.post('/api/orders/1/pay', sent);
      const headers = { 'Accept-Encoding': 'gzip' };
      const retry = await client.post('/api/orders/1/pay', { ...sent, headers });
      expect(retry.error).toBe('RESULT_NOT_REPLAYABLE');
      expect(requests.map(({ outcome }) => outcome)).toEqual(['executed', 'unreplayable']);
    });
  });
});

onEachExpress((express) => {
  const link = redisBehindProxy();

  describe.each(['execute', 'response'])('while the store is down, in %s mode', (mode) => {
    test.each([
      ['closed', 503, { outcome: 'unavailable', code: 'LOCK_FAILED', cached: false }],
      ['open', 200, { outcome: 'unprotected', kept: 'no', cached: false }],
    ])('the event with onStoreDown %j tells it', async (onStoreDown, status, expected) => {
      const { requests, onEvent } = requestEvents();
      const store = link.openStore();
      const options = { store, onEvent, onStoreDown, budgetMs: 100, scope: false, mode };
      const client = await serve(express, (app) => {
        app.use(idempotency(options));
        const answer = (req, res) => res.json({});
        app.post('/run', mode === 'response' ? answer : idempotentRoute(() => ({})));
      });
      link.proxy.cut();
      const answer = await client.post('/run', { key: newKey(), body: {} });
      expect(answer.status).toBe(status);
      expect(requests).toMatchObject([{ ...expected, claimMs: expect.any(Number) }]);
      expect(requests).toHaveLength(1);
    });
  });

  test('a result that the store does not take in time is told as not kept', async () => {
    const { requests, onEvent } = requestEvents();
    const operation = gatedOperation();
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: link.openStore(), onEvent }));
      app.post('/run', idempotentRoute(operation.run));
    });
    const answered = client.post('/run', { key: newKey(), body: {} });
    await operation.begun;
    link.proxy.cut();
    operation.finish('paid');
    expect((await answered).status).toBe(200);
    expect(requests).toMatchObject([{ outcome: 'executed', kept: 'no', cached: false }]);
  });
});

onEachStore((store) => {
  test('a handler tells its requests, without a route', async () => {
    const { requests, onEvent } = requestEvents();
    const handler = new IdempotencyHandler({ store: store(), onEvent });
    const key = newKey();
    await handler.execute(key, {}, () => 1);
    await handler.execute(key, {}, () => 1);
    await handler.execute(key, { other: 1 }, () => 1).catch(() => {});
    await handler.execute(7, {}, () => 1).catch(() => {});
    expect(requests.map(({ outcome, kept, route }) => [outcome, kept, route])).toEqual([
      ['executed', 'value', ''],
      ['replayed', 'value', ''],
      ['mismatch', undefined, ''],
      ['refused', undefined, ''],
    ]);
  });

  test('a result that an app finds for an abandoned attempt is a replay', async () => {
    const { requests, onEvent } = requestEvents();
    const found = { status: 'completed', result: 'found' };
    const handler = new IdempotencyHandler({
      store: store(),
      onEvent,
      lockTTL: 0.05,
      onAbandoned: () => found,
    });
    const key = newKey();
    await handler.execute(key, {}, failing(504)).catch(() => {});
    const retry = () => handler.execute(key, {}, () => 1).catch(() => undefined);
    await until(async () => (await retry())?.result === 'found', 'the attempt is taken over');
    expect(requests.at(-1)).toMatchObject({ outcome: 'replayed', cached: true, kept: 'value' });
  });
});

test('an operation that runs when its store is closed is told as unknown, once', async () => {
  const { requests, onEvent } = requestEvents();
  const store = new MemoryStore();
  atEnd(() => store.close());
  const operation = gatedOperation();
  const running = new IdempotencyHandler({ store, onEvent }).execute('k', {}, operation.run);
  await operation.begun;
  await store.close();
  expect(requests).toMatchObject([{ outcome: 'unknown', kept: 'silent', attempt: 1 }]);
  operation.finish(1);
  await running.catch(() => {});
  expect(requests).toHaveLength(1);
});

test('a response without the methods of one costs no request', () => {
  const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const next = jest.fn();
  const middleware = idempotency({ store: new MemoryStore(), onEvent() {} });
  middleware({ method: 'POST', url: '/', headers: {} }, {}, next);
  expect(next.mock.calls).toEqual([[]]);
  expect(emitWarning.mock.calls).toEqual([
    [expect.stringContaining('threw TypeError'), expect.anything()],
  ]);
  emitWarning.mockRestore();
});
