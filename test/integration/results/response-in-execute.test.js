'use strict';

const {
  MemoryStore,
  asyncRoute,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve } = require('../../helpers/app');
const { onEachSetup } = require('../../helpers/each-store');
const { onEachExpress } = require('../../helpers/express-versions');
const { createGate } = require('../../helpers/gate');

onEachSetup((express, store) => {
  let emitWarning;
  beforeEach(() => {
    emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  });
  afterEach(() => emitWarning.mockRestore());

  const warnings = () =>
    emitWarning.mock.calls.filter(([, { code }]) => code === 'ONCEONLY_RESPONSE_IN_EXECUTE');

  /** Serves a handler at a path of its own; `send` sends the same request again and again. */
  async function serveHandler(handler) {
    const path = `/${newKey()}`;
    const client = await serve(express, (app) => {
      app.post(path, idempotency({ store: store() }), asyncRoute(handler));
    });
    const sent = { key: newKey(), body: {} };
    const address = { key: sent.key, method: 'POST', path };
    return { send: () => client.post(path, sent), path, address };
  }

  describe('an operation that sends the response itself', () => {
    const ways = {
      'and returns nothing': async (req, res) => {
        res.status(201).json({ ok: 1 });
      },
      'and returns the response': async (req, res) => res.status(201).json({ ok: 1 }),
      'in pieces': async (req, res) => {
        res.writeHead(201, { 'Content-Type': 'application/json' });
        res.write('{"ok"');
        res.end(':1}');
      },
      'after a while': async (req, res) => {
        await new Promise(setImmediate);
        res.status(201).send({ ok: 1 });
      },
    };

    test.each(Object.entries(ways))(
      '%s is warned of, and a retry is told',
      async (_, operation) => {
        const runs = jest.fn(operation);
        const handler = (req, res) => req.idempotency.execute(() => runs(req, res));
        const { send, path } = await serveHandler(handler);
        expect(await send()).toMatchObject({ status: 201, json: { ok: 1 } });
        for (let i = 0; i < 2; i++) {
          expect(await send()).toMatchObject({ status: 409, error: 'RESULT_NOT_REPLAYABLE' });
        }
        expect(runs).toHaveBeenCalledTimes(1);
        expect(warnings()).toHaveLength(1);
        expect(warnings()[0][0]).toContain(`POST:${path}`);
        expect(warnings()[0][0]).toContain("mode: 'response'");
      },
    );

    test('has its error replayed when it fails', async () => {
      const handler = (req, res) =>
        req.idempotency.execute(async () => {
          res.status(201).json({ ok: 1 });
          throw Object.assign(new Error('late'), { status: 402 });
        });
      const { send } = await serveHandler(handler);
      expect((await send()).status).toBe(201);
      expect(await send()).toMatchObject({ status: 402, cached: true });
      expect(warnings()).toHaveLength(1);
    });

    test('in a route of idempotentRoute() answers once', async () => {
      const path = `/${newKey()}`;
      const operation = async (req) => void req.res.status(201).json({ ok: 1 });
      const client = await serve(express, (app) => {
        app.post(path, idempotency({ store: store() }), idempotentRoute(operation));
      });
      const sent = { key: newKey(), body: {} };
      expect(await client.post(path, sent)).toMatchObject({ status: 201, json: { ok: 1 } });
      expect((await client.post(path, sent)).status).toBe(409);
    });

    test('has its result stored when it returns one', async () => {
      const handler = async (req, res) => {
        await req.idempotency.execute(async () => {
          res.status(201).json({ ok: 1 });
          return { charge: 7 };
        });
      };
      const { send, address } = await serveHandler(handler);
      expect((await send()).status).toBe(201);
      expect(warnings()).toHaveLength(1);
      expect((await store().inspect(address)).kind).toBe('value');
    });
  });

  describe('a response that something else sends while the operation runs', () => {
    /** A handler whose client is answered before its operation ends, and which answers after it if it still can. */
    async function answeredEarly(early, result) {
      let isOver = false;
      const gate = createGate();
      const ended = createGate();
      const runs = jest.fn(() => gate.passed.then(() => result));
      const { send } = await serveHandler(async (req, res) => {
        const running = req.idempotency.execute(runs);
        if (!isOver) early(res);
        const outcome = await running;
        ended.open();
        if (!res.headersSent) res.status(201).json(outcome.result ?? null);
      });
      const first = await send();
      isOver = true;
      gate.open();
      await ended.passed;
      return { first, runs, retry: await send() };
    }

    test.each([
      ['503', (res) => res.status(503).end(), { charge: 7 }],
      ['504', (res) => res.status(504).end(), undefined],
      ['202', (res) => res.status(202).end(), undefined],
      ['202', (res) => res.status(202).end(), { charge: 7 }],
      ['500', (res) => res.status(500).end(), { charge: 7 }],
    ])('costs no result, which the retry has, with %s', async (status, early, result) => {
      const { first, runs, retry } = await answeredEarly(early, result);
      expect(first.status).toBe(Number(status));
      expect(retry).toMatchObject({ status: 201, cached: true, json: result ?? null });
      expect(runs).toHaveBeenCalledTimes(1);
    });
  });

  test('an operation that is given up is answered by us, and its late result is kept', async () => {
    const gate = createGate();
    const key = newKey();
    const path = `/${newKey()}`;
    const client = await serve(express, (app) => {
      const options = { store: store(), operationTimeoutMs: 20 };
      app.post(
        path,
        idempotency(options),
        idempotentRoute(() => gate.passed),
      );
    });
    const send = () => client.post(path, { key, body: {} });
    expect(await send()).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
    gate.open({ charge: 7 });
    let retry;
    do retry = await send();
    while (retry.status === 409 && retry.error === 'REQUEST_IN_PROGRESS');
    expect(retry).toMatchObject({ status: 200, cached: true, json: { charge: 7 } });
  });
});

onEachExpress((express) => {
  test('a retry whose handler then writes nothing is told within seconds', async () => {
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: new MemoryStore() }));
      const handler = async (req, res) => {
        await req.idempotency.execute(async () => {
          res.status(201).json({ ok: 1 });
          return { charge: 7 };
        });
      };
      app.post('/run', asyncRoute(handler));
    });
    const sent = { key: newKey(), body: {} };
    expect((await client.post('/run', sent)).status).toBe(201);
    const retry = await client.post('/run', sent);
    expect(retry).toMatchObject({ status: 409, error: 'RESULT_NOT_REPLAYABLE' });
  });
});
