'use strict';

const { generateIdempotencyKey: newKey, idempotency, idempotentRoute } = require('onceonly');
const { serve, serveRoute } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

const header = (value) => [`Idempotency-Key: ${value}`];

const BAD = [
  ['empty', ['Idempotency-Key:']],
  ['blank', ['Idempotency-Key:   ']],
  ['256 characters', header('k'.repeat(256))],
  ['256 quoted characters', header(`"${'k'.repeat(256)}"`)],
  ['an empty quoted one', header('""')],
  ['two header lines', [...header('one'), ...header('two')]],
  ['two equal header lines', [...header('one'), ...header('one')]],
  ['two quoted header lines', [...header('"one"'), ...header('"two"')]],
  ['two header lines of which one is empty', [...header('one'), 'Idempotency-Key:']],
  ['two header lines in other case', [...header('one'), 'IDEMPOTENCY-KEY: one']],
  ['a comma list', header('one, two')],
  ['a quoted comma list', header('"one", "two"')],
  ['a space inside', header('on e')],
  ['a bare slash', header('a/b')],
  ['a bare plus sign', header('a+b')],
  ['a bare at sign', header('a@b')],
  ['a letter that is not ASCII', header('caf\u00e9')],
  ['a quoted letter that is not ASCII', header('"caf\u00e9"')],
  ['a tab inside quotes', header('"a\tb"')],
  ['an open quote', header('"one')],
  ['a closing quote only', header('one"')],
  ['a quote in the middle', header('"o"ne"')],
  ['a lone quote', header('"')],
  ['an unknown escape', header('"a\\b"')],
  ['an escape at the end', header('"a\\"')],
  ['text after the quotes', header('"one" two')],
  ['a parameter', header('"one";v=1')],
  ['a parameter of a bare key', header('one;v=1')],
  ['single quotes', header("'one'")],
];

onEachSetup((express, store) => {
  let client;
  let operation;

  beforeAll(async () => {
    operation = jest.fn(async () => ({ run: operation.mock.calls.length }));
    client = await serveRoute(express, { store: store() }, (...args) => operation(...args));
  });

  beforeEach(() => operation.mockClear());

  test.each(BAD)('a key that is %s is refused', async (name, lines) => {
    const answer = await client.postLines('/run', lines);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('"error":"INVALID_IDEMPOTENCY_KEY"');
    expect(operation).not.toHaveBeenCalled();
  });

  test.each([
    ['one character', 'k'],
    ['255 characters', 'k'.repeat(255)],
    ['255 quoted characters', `"${'k'.repeat(255)}"`],
    ['every bare character', 'ABCXYZabcxyz0189_-.:'],
    ['printable ASCII in quotes', '"a b,c;d=e/f:g.h~!"'],
    ['escaped quotes and backslashes', '"a\\"b\\\\c"'],
    ['blanks around it', '  k  '],
  ])('a key with %s is taken', async (name, value) => {
    const answer = await client.postLines('/run', header(value));
    expect(answer.status).toBe(200);
  });

  test('the quoted and the bare form are one key', async () => {
    const key = newKey();
    const bare = await client.post('/run', { key, body: {} });
    const quoted = await client.post('/run', { key: `"${key}"`, body: {} });
    expect(bare.cached).toBe(false);
    expect(quoted).toMatchObject({ status: 200, cached: true });
    expect(quoted.body.equals(bare.body)).toBe(true);
  });

  test('a strict route takes quoted keys only', async () => {
    const strict = await serveRoute(
      express,
      { store: store(), keySyntax: 'strict' },
      async () => 1,
    );
    const statusOf = async (...lines) => (await strict.postLines('/run', lines)).status;
    expect(await statusOf(...header('"one"'))).toBe(200);
    expect(await statusOf(...header('one'))).toBe(400);
    expect(await statusOf(...header('"one";v=1'))).toBe(400);
    expect(await statusOf(...header('"one'), ...header('two"'))).toBe(400);
  });

  test('keySource reads the key of the body, and its error is the answer', async () => {
    const keySource = (req) => {
      if (req.body.broken) throw Object.assign(new Error('broken'), { status: 418 });
      return req.body.requestId;
    };
    const options = { store: store(), keySource, required: true };
    const sourced = await serveRoute(express, options, (...args) => operation(...args));
    const post = (body) => sourced.post('/run', { body });
    const sent = { requestId: newKey() };
    expect(await post(sent)).toMatchObject({ status: 200, cached: false });
    expect(await post(sent)).toMatchObject({ status: 200, cached: true });
    expect(await post({})).toMatchObject({ status: 400, error: 'IDEMPOTENCY_KEY_REQUIRED' });
    expect(await post({ requestId: 7 })).toMatchObject({
      status: 400,
      error: 'INVALID_IDEMPOTENCY_KEY',
    });
    expect((await post({ broken: true })).status).toBe(418);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('a refusal names the header of the app and the keys that it takes', async () => {
    const options = { store: store(), headerName: 'X-Request-Id', required: true };
    const named = await serveRoute(express, options, (...args) => operation(...args));
    const missing = await named.post('/run', { body: {} });
    expect(missing).toMatchObject({ status: 400, error: 'IDEMPOTENCY_KEY_REQUIRED' });
    expect(missing.json.detail).toBe('This operation requires the X-Request-Id header.');
    const headers = { 'X-Request-Id': 'a b' };
    const bad = await named.post('/run', { headers, body: {} });
    expect(bad).toMatchObject({ status: 400, error: 'INVALID_IDEMPOTENCY_KEY' });
    expect(bad.json.detail).toMatch(/^The X-Request-Id header must .* A-Z a-z 0-9 _ \. : -/);
    const used = { headers: { 'X-Request-Id': 'order:1' } };
    await named.post('/run', { ...used, body: {} });
    const reused = await named.post('/run', { ...used, body: { a: 1 } });
    expect(reused.json.detail).toBe(
      'This idempotency key was already used with a different request.',
    );
  });

  test('keyPattern widens the bare form and narrows both', async () => {
    const wide = { store: store(), keyPattern: /^[a-z.]{3,64}$/ };
    const patterned = await serve(express, (app) => {
      app.post(
        '/run',
        idempotency(wide),
        idempotentRoute(async () => 1),
      );
    });
    const statusOf = async (key) => (await patterned.post('/run', { key, body: {} })).status;
    expect(await statusOf('a.b.c')).toBe(200);
    expect(await statusOf('"a.b.c"')).toBe(200);
    expect(await statusOf('ab')).toBe(400);
    expect(await statusOf('"A.B.C"')).toBe(400);
  });
});
