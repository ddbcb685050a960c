'use strict';

const {
  captureRawBody,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

const json = { 'Content-Type': 'application/json' };
const nested = (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

onEachSetup((express, store) => {
  let client;
  let operation;

  beforeAll(async () => {
    operation = jest.fn(async () => 'ran');
    const parsers = [
      express.json({ verify: captureRawBody }),
      express.text({ type: 'text/plain', verify: captureRawBody }),
    ];
    client = await serve(
      express,
      (app) => {
        const run = idempotentRoute((...args) => operation(...args));
        app.post('/run', idempotency({ store: store() }), run);
        app.post('/small', idempotency({ store: store(), maxBodyBytes: 16 }), run);
        app.post('/any', idempotency({ store: store(), maxBodyBytes: 0 }), run);
      },
      { parsers },
    );
  });

  beforeEach(() => operation.mockClear());

  async function statusesOf(first, second, headers = json, path = '/run') {
    const key = newKey();
    const answers = [];
    for (const body of [first, second]) {
      answers.push(await client.post(path, { key, headers, body: Buffer.from(body) }));
    }
    return answers.map(({ status, cached }) => (cached ? 'replay' : status));
  }

  test.each([
    ['member order', '{"a":1,"b":[2,{"c":3,"d":4}]}', '{"b":[2,{"d":4,"c":3}],"a":1}'],
    ['white space', '{"a":[1,2]}', ' {\r\n\t"a" : [ 1 , 2 ] }\n'],
    ['escape style', '{"a":"\\u00e9\\/\\u0041"}', '{"\\u0061":"é/A"}'],
    ['number style', '{"a":1.0,"b":100}', '{"a":1,"b":1e2}'],
    ['a repeated member that is overwritten', '{"a":1,"a":2}', '{"a":2}'],
  ])('%s does not make another request', async (name, first, second) => {
    expect(await statusesOf(first, second)).toEqual([200, 'replay']);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['the order of an array', '{"a":[1,2]}', '{"a":[2,1]}'],
    ['white space inside a string', '{"a":" x"}', '{"a":"x"}'],
    ['the type of a value', '{"a":"1"}', '{"a":1}'],
    ['a member that is null', '{"a":null}', '{}'],
    ['an empty array or object', '{"a":[]}', '{"a":{}}'],
    ['the case of a name', '{"a":1,"A":2}', '{"A":1,"a":2}'],
    ['the value of __proto__', '{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}'],
    ['the presence of __proto__', '{"__proto__":1}', '{}'],
    ['integers that no double tells apart', '{"a":9007199254740992}', '{"a":9007199254740993}'],
    ['a name that JSON.parse() of Node 24 misreads', '{"one":1,"k\\\\":1}', '{"one":1,"k\\n":1}'],
    ['a lone surrogate', '{"a":"\\ud800"}', '{"a":"\\ud801"}'],
    ['the first byte after 64 KiB', `["${'x'.repeat(65536)}a"]`, `["${'x'.repeat(65536)}b"]`],
  ])('%s makes another request', async (name, first, second) => {
    expect(await statusesOf(first, second)).toEqual([200, 422]);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['express.json()', undefined],
    ['captureRawBody', captureRawBody],
  ])('a byte order mark before JSON or a form does not count with %s', async (name, verify) => {
    const marked = await serve(
      express,
      (app) => {
        app.post(
          '/run',
          idempotency({ store: store() }),
          idempotentRoute((...args) => operation(...args)),
        );
      },
      { parsers: [express.json({ verify }), express.urlencoded({ extended: false, verify })] },
    );
    const statusesWith = async (headers, ...bodies) => {
      const key = newKey();
      const answers = [];
      for (const body of bodies) answers.push(await marked.post('/run', { key, headers, body }));
      return answers.map(({ status, cached }) => (cached ? 'replay' : status));
    };
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect(await statusesWith(json, '\ufeff{"a":1}', '{"a":1}', '\ufeff{"a":2}')).toEqual([
      200,
      'replay',
      422,
    ]);
    expect(await statusesWith(form, '\ufeffa=1', 'a=1', '\ufeffa=2')).toEqual([200, 'replay', 422]);
  });

  test('JSON in UTF-16 counts as its parser read it', async () => {
    const utf16 = { 'Content-Type': 'application/json; charset=utf-16le' };
    const bytes = (text) => Buffer.from(text, 'utf16le');
    expect(await statusesOf(bytes('{"a":1,"b":2}'), bytes('{"b":2,"a":1}'), utf16)).toEqual([
      200,
      'replay',
    ]);
    expect(await statusesOf(bytes('{"a":1}'), bytes('{"a":2}'), utf16)).toEqual([200, 422]);
  });

  test('a body that is not JSON counts byte for byte', async () => {
    const text = { 'Content-Type': 'text/plain' };
    expect(await statusesOf('{"a":1}', '{"a":1}', text)).toEqual([200, 'replay']);
    expect(await statusesOf('{"a":1}', '{"a": 1}', text)).toEqual([200, 422]);
  });

  test.each([
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['an overlong encoding', Buffer.from([0x5b, 0x22, 0xc0, 0xaf, 0x22, 0x5d])],
    ['an encoded surrogate', Buffer.from([0x5b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x5d])],
    ['129 levels', Buffer.from(nested(129))],
  ])('%s are an invalid body', async (name, bytes) => {
    const body = name.startsWith('bytes')
      ? Buffer.concat([Buffer.from('['), bytes, Buffer.from(']')])
      : bytes;
    const answer = await client.post('/run', { key: newKey(), headers: json, body });
    expect(answer).toMatchObject({ status: 400, error: 'INVALID_BODY' });
    expect(operation).not.toHaveBeenCalled();
  });

  test('128 levels are taken', async () => {
    expect(await statusesOf(nested(128), nested(128))).toEqual([200, 'replay']);
  });

  test('a body over maxBodyBytes is refused and one of that size is taken', async () => {
    const send = (path, body) => client.post(path, { key: newKey(), headers: json, body });
    expect((await send('/small', '["0123456789ab"]')).status).toBe(200);
    const over = await send('/small', '["0123456789abc"]');
    expect(over).toMatchObject({ status: 413, error: 'BODY_TOO_LARGE' });
    expect((await send('/any', `["${'x'.repeat(90_000)}"]`)).status).toBe(200);
  });
});
