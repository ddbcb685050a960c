'use strict';

const {
  MemoryStore,
  captureRawBody,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachExpress } = require('../helpers/express-versions');

const MIB = 1024 * 1024;
const LIMIT = 32 * MIB;
const deepArray = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const deepObject = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;

// Each with the status that it gets where its bytes are read by the package itself.
const LARGE = [
  ['10 MB of opening brackets', Buffer.alloc(10_000_000, '['), 400],
  ['10 MB of opening braces', Buffer.alloc(10_000_000, '{'), 400],
  ['10 MB of one string without an end', `["${'a'.repeat(10_000_000)}`, 400],
];
const SMALL = [
  ['an array 100,000 levels deep', deepArray, 400],
  ['an object 100,000 levels deep', deepObject, 400],
  ['bytes that are not UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0xc0, 0x22, 0x5d]), 400],
  ['half a character at the end', Buffer.from([0x5b, 0x22, 0xe2, 0x82]), 400],
  ['NUL bytes', Buffer.from('["\u0000"]'), 400],
  ['a number with 100,000 digits', `[${'9'.repeat(100_000)}]`, 200],
  ['an exponent with 100,000 digits', `[1e${'9'.repeat(100_000)}]`, 200],
  ['lone surrogates', '{"\\ud800":"\\udfff","\\udfff":"\\ud800\\ud800"}', 200],
  ['100,000 members of one name', `{${'"a":1,'.repeat(100_000)}"a":2}`, 200],
  ['members that every object has', '{"__proto__":{"x":1},"constructor":{"prototype":1}}', 200],
  ['100,000 names in reverse order', reversedNames(100_000), 200],
];

function reversedNames(count) {
  const members = Array.from({ length: count }, (_, i) => `"k${count - i}":${i}`);
  return `{${members.join(',')}}`;
}

onEachExpress((express) => {
  async function serveWith(parser) {
    const options = { store: new MemoryStore(), maxBodyBytes: 0 };
    const run = idempotentRoute(async () => 'ran');
    return serve(express, (app) => app.post('/run', idempotency(options), run), {
      parsers: [parser],
    });
  }

  const post = (client, body) =>
    client.post('/run', { key: newKey(), headers: { 'Content-Type': 'application/json' }, body });

  async function expectToGoOn(client) {
    expect(await post(client, '{"a":1}')).toMatchObject({ status: 200, cached: false });
    expect({}.x).toBeUndefined();
  }

  describe('where the raw body is kept and nothing is parsed', () => {
    let client;

    beforeAll(async () => {
      const keep = { limit: LIMIT, type: '*/*', verify: captureRawBody };
      client = await serveWith(express.raw(keep));
    });

    test.each([...LARGE, ...SMALL])('%s is read or refused', async (what, body, status) => {
      const answer = await post(client, body);
      expect(answer.status).toBe(status);
      expect(status === 200 || answer.error === 'INVALID_BODY').toBe(true);
      await expectToGoOn(client);
    });
  });

  describe.each([
    ['with a JSON parser', {}, [...LARGE, ...SMALL]],
    ['with a JSON parser that keeps the raw body', { verify: captureRawBody }, SMALL],
  ])('%s', (name, options, cases) => {
    let client;

    beforeAll(async () => {
      client = await serveWith(express.json({ limit: LIMIT, strict: false, ...options }));
    });

    test.each(cases)('%s gets an answer', async (what, body) => {
      const answer = await post(client, body);
      expect([200, 400]).toContain(answer.status);
      await expectToGoOn(client);
    });
  });
});
