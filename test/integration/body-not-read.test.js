'use strict';

const {
  captureRawBody,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

const TYPES = {
  text: 'text/plain',
  form: 'application/x-www-form-urlencoded',
  'JSON:API': 'application/vnd.api+json',
  binary: 'application/octet-stream',
  typeless: null,
};
const UNSUPPORTED = { status: 415, error: 'UNSUPPORTED_MEDIA_TYPE' };

onEachSetup((express, store) => {
  const operation = jest.fn(async () => 'ran');

  function serveWith(...parsers) {
    return serve(
      express,
      (app) => app.post('/run', idempotency({ store: store() }), idempotentRoute(operation)),
      { parsers },
    );
  }

  beforeEach(() => operation.mockClear());

  describe.each([
    ['without a parser', () => [], { status: 500, error: 'BODY_NOT_READ' }],
    ['with a JSON parser', () => [express.json()], UNSUPPORTED],
    [
      'with a JSON parser that keeps raw bodies',
      () => [express.json({ verify: captureRawBody })],
      UNSUPPORTED,
    ],
  ])('%s', (name, parsers, refusal) => {
    test.each(Object.entries(TYPES))(
      'a %s body that no parser read is refused, and never replayed',
      async (kind, type) => {
        const client = await serveWith(...parsers());
        const headers = { 'Content-Type': type };
        const chunked = { ...headers, 'Transfer-Encoding': 'chunked' };
        const key = newKey();
        for (const body of ['amount=1', 'amount=2']) {
          const answer = await client.post('/run', { key, headers, body });
          expect(answer).toMatchObject({ ...refusal, cached: undefined });
        }
        const streamed = await client.post('/run', { key, headers: chunked, body: 'amount=3' });
        expect(streamed).toMatchObject(refusal);
        expect(operation).not.toHaveBeenCalled();
      },
    );
  });

  test('a missing parser is named, and the way out in NestJS', async () => {
    const client = await serveWith();
    const answer = await client.post('/run', { key: newKey(), body: {} });
    expect(answer.json.message).toContain('Mount a body parser');
    expect(answer.json.message).toContain('In NestJS, use the module of onceonly/nestjs');
  });

  test.each(['text', 'urlencoded', 'raw'])(
    'a body that express.%s read is part of the request',
    async (parser) => {
      const type = TYPES[{ text: 'text', urlencoded: 'form', raw: 'binary' }[parser]];
      const client = await serveWith(express[parser]({ extended: false }));
      const headers = { 'Content-Type': type };
      const key = newKey();
      const first = await client.post('/run', { key, headers, body: 'amount=1' });
      const same = await client.post('/run', { key, headers, body: 'amount=1' });
      const other = await client.post('/run', { key, headers, body: 'amount=2' });
      expect([first, same, other].map(({ status, cached }) => [status, cached])).toEqual([
        [200, false],
        [200, true],
        [422, undefined],
      ]);
      expect(operation).toHaveBeenCalledTimes(1);
    },
  );

  test('a request without a body is the same request every time', async () => {
    const client = await serveWith(express.json());
    const key = newKey();
    expect(await client.post('/run', { key })).toMatchObject({ status: 200, cached: false });
    expect(await client.post('/run', { key })).toMatchObject({ status: 200, cached: true });
    expect(await client.post('/run', { key, body: { a: 1 } })).toMatchObject({ status: 422 });
  });
});
