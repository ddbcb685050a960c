'use strict';

const {
  captureRawBody,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain',
  'application/octet-stream',
  'image/png',
  null,
];
const FRAMINGS = { counted: { 'Content-Length': 0 }, chunked: { 'Transfer-Encoding': 'chunked' } };
const FORMS = TYPES.flatMap((type) =>
  Object.entries(FRAMINGS).map(([framing, headers]) => [
    framing,
    type,
    { ...headers, 'Content-Type': type },
  ]),
);

onEachSetup((express, store) => {
  describe.each([['execute'], ['response']])('mode %s', (mode) => {
    const PARSERS = {
      'no parser': () => [],
      'a JSON parser': () => [express.json()],
      'every parser': () => [
        express.json(),
        express.urlencoded({ extended: false }),
        express.text(),
        express.raw(),
      ],
      'every parser, with raw bodies': () => [
        express.json({ verify: captureRawBody }),
        express.urlencoded({ extended: true, verify: captureRawBody }),
        express.text({ verify: captureRawBody }),
      ],
    };

    describe.each(Object.entries(PARSERS))('with %s', (_, parsers) => {
      let client;
      let runs;

      beforeAll(async () => {
        const options = { store: store(), mode, ...(mode === 'response' && { scope: false }) };
        runs = jest.fn(() => ({ ran: true }));
        const define = (app) => {
          app.use(idempotency(options));
          app.post(
            '/run',
            mode === 'execute'
              ? idempotentRoute(async () => runs())
              : (req, res) => res.json(runs()),
          );
        };
        client = await serve(express, define, { parsers: parsers() });
      });

      beforeEach(() => runs.mockClear());

      test('no body is one request in any framing and of any type', async () => {
        const key = newKey();
        const first = await client.post('/run', { key });
        expect(first).toMatchObject({ status: 200, cached: false });
        for (const [framing, type, headers] of FORMS) {
          const answer = await client.post('/run', { key, headers });
          expect([framing, type, answer.status, answer.cached]).toEqual([framing, type, 200, true]);
        }
        expect(runs).toHaveBeenCalledTimes(1);
      });

      test('a chunked body whose end comes late is no body either', async () => {
        const key = newKey();
        await client.post('/run', { key });
        const headers = { 'Content-Type': null, 'Transfer-Encoding': 'chunked' };
        const { request, answered } = client.begin('POST', '/run', { key, headers, end: false });
        request.flushHeaders();
        await new Promise((resolve) => setImmediate(resolve));
        request.end();
        expect(await answered).toMatchObject({ status: 200, cached: true });
      });
    });
  });

  test('an empty JSON object that was sent is a body', async () => {
    const client = await serve(express, (app) =>
      app.post(
        '/run',
        idempotency({ store: store() }),
        idempotentRoute(async () => 1),
      ),
    );
    for (const headers of [{}, { 'Transfer-Encoding': 'chunked' }]) {
      const key = newKey();
      expect((await client.post('/run', { key })).status).toBe(200);
      expect((await client.post('/run', { key, headers, body: {} })).status).toBe(422);
    }
  });
});
