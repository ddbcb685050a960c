'use strict';

const { Readable } = require('node:stream');

const { idempotentFetch } = require('../../../client/index.js');
const { createGate } = require('../../helpers/gate');
const { MovedClock } = require('../../helpers/moved-clock');
const { drop, hang, startScripted } = require('../../helpers/scripted-server');

let server;
let clock;
beforeAll(async () => {
  server = await startScripted();
});
beforeEach(() => {
  clock = new MovedClock();
  server.answer(drop, {});
});
afterEach(() => jest.useRealTimers());

const failureOf = (promise) =>
  promise.then(
    () => undefined,
    (error) => error,
  );

function post(init, options) {
  const idempotency = { onRetry: clock.pass, ...options };
  return idempotentFetch(server.url, { method: 'POST', idempotency, ...init });
}

const partsOf = ({ body }) => body.replace(/-{2,}\S+/g, '--');
const form = new FormData();
form.append('name', 'Ann');
form.append('photo', new Blob(['pixels'], { type: 'image/png' }), 'a.png');

describe('the body of a request that is sent twice is the same', () => {
  test.each([
    ['a string', 'text', 'text'],
    ['search parameters', new URLSearchParams({ a: '1' }), 'a=1'],
    ['a Blob', new Blob(['blob']), 'blob'],
    ['bytes', new TextEncoder().encode('bytes'), 'bytes'],
    ['an ArrayBuffer', new TextEncoder().encode('buffer').buffer, 'buffer'],
    ['a function', () => 'made', 'made'],
    ['an async function', async () => 'made later', 'made later'],
    ['a function that makes a stream', () => new Blob(['stream']).stream(), 'stream'],
    ['none', undefined, ''],
    ['null', null, ''],
  ])('as %s', async (_, body, text) => {
    expect((await post({ body })).status).toBe(200);
    expect(server.requests.map((request) => request.body)).toEqual([text, text]);
    expect(new Set(server.keys).size).toBe(1);
  });

  test('as a form, but for its boundary', async () => {
    await post({ body: form });
    const [first, second] = server.requests;
    expect(partsOf(first)).toContain('pixels');
    expect(partsOf(second)).toBe(partsOf(first));
    expect(second.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  });

  test.each([
    ['text', 'text'],
    ['a form', form],
    ['a stream', new Blob(['stream']).stream()],
  ])('as a Request with %s', async (_, body) => {
    const headers = { 'X-Tenant': 'shop' };
    const request = new Request(server.url, { method: 'PUT', body, headers, duplex: 'half' });
    const response = await idempotentFetch(request, { idempotency: { onRetry: clock.pass } });
    expect(response.status).toBe(200);
    const [first, second] = server.requests;
    expect(first).toMatchObject({ method: 'PUT', headers: { 'x-tenant': 'shop' } });
    expect(first.body).not.toBe('');
    expect([second.body, second.key]).toEqual([first.body, first.key]);
    expect(second.headers['content-type']).toBe(first.headers['content-type']);
  });
});

describe('nothing is sent, and a TypeError thrown, for', () => {
  const used = () => {
    const request = new Request(server.url, { method: 'POST', body: 'a' });
    return request.text().then(() => request);
  };
  test.each([
    ['a stream', () => post({ body: new Blob(['a']).stream() }), /function/],
    ['a stream of Node', () => post({ body: Readable.from(['a']) }), /function/],
    ['an async generator', () => post({ body: (async function* () {})() }), /function/],
    ['a Request whose body is used', async () => idempotentFetch(await used()), /function/],
    ['an empty key', () => post({}, { key: '' }), /empty/],
    ['a key with a line break', () => post({}, { key: 'a\r\nb' }), /./],
    ['a GET with a body', () => post({ method: 'GET', body: 'a' }), /./],
    ['a wrong address', () => idempotentFetch('http://[', { method: 'POST' }), /./],
    ['no address', () => idempotentFetch(undefined), /./],
  ])('%s', async (_, act, message) => {
    const error = await failureOf(act());
    expect(error.name).toBe('TypeError');
    expect(error.message).toMatch(message);
    expect(server.requests).toEqual([]);
  });

  test('and a body that cannot be made throws its own error', async () => {
    const broken = new RangeError('no body');
    const body = () => Promise.reject(broken);
    expect(await failureOf(post({ body }))).toBe(broken);
    expect(server.requests).toEqual([]);
  });
});

describe('the key', () => {
  test('of each call is another one', async () => {
    server.answer({});
    await post();
    await post();
    expect(new Set(server.keys).size).toBe(2);
  });

  test.each([
    ['an option', (key) => [{}, { key }]],
    ['a header', (key) => [{ headers: { 'idempotency-key': key } }]],
    [
      'an option beside another header',
      (key) => [{ headers: [['Idempotency-Key', 'x']] }, { key }],
    ],
  ])('may be given as %s', async (_, args) => {
    const key = crypto.randomUUID();
    await post(...args(key));
    expect(server.keys).toEqual([key, key]);
  });

  test('is sent with all defaults if options are passed on that are not set', async () => {
    const names = ['key', 'createdAt', 'headerName', 'retries', 'timeoutMs', 'maxElapsedMs'];
    const unset = [...names, 'keyLifetimeMs', 'fetch'].map((name) => [name, undefined]);
    expect((await post({}, Object.fromEntries(unset))).status).toBe(200);
    expect(server.keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(server.keys[1]).toBe(server.keys[0]);
    const old = { ...Object.fromEntries(unset), createdAt: Date.now() - 24 * 3600 * 1000 };
    expect(await failureOf(post({}, old))).toMatchObject({ code: 'KEY_EXPIRED' });
  });

  test('may have a header of another name', async () => {
    await post({}, { headerName: 'X-Request-Id' });
    const ids = server.requests.map(({ headers }) => headers['x-request-id']);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(server.keys).toEqual([undefined, undefined]);
  });

  test('is not sent if it is older than its lifetime', async () => {
    const createdAt = Date.now() - 24 * 3600 * 1000;
    const error = await failureOf(post({}, { createdAt }));
    expect(error).toMatchObject({ code: 'KEY_EXPIRED', attempts: 0, retryable: false });
    expect(server.requests).toEqual([]);
  });

  test('is not sent if the clock says that it is made hours from now, so that its age is unknown', async () => {
    const createdAt = Date.now() + 3600 * 1000;
    expect(await failureOf(post({}, { createdAt }))).toMatchObject({ code: 'KEY_EXPIRED' });
    expect(server.requests).toEqual([]);
  });

  test('is sent if the clock was put right by a minute since it was made', async () => {
    expect((await post({}, { createdAt: Date.now() + 60_000 })).status).toBe(200);
  });

  test('is not sent again if it grows too old in a wait', async () => {
    const error = await failureOf(post({}, { keyLifetimeMs: 200 }));
    expect(error).toMatchObject({ code: 'KEY_EXPIRED', attempts: 1, mayHaveRun: true });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a try that takes too long', () => {
  const late = (ms) => (req, res) => {
    hang(req, res);
    jest.advanceTimersByTime(ms);
  };

  test('is given up, and sent again', async () => {
    server.answer(late(30_000), {});
    const told = [];
    const onRetry = (retry) => {
      told.push(retry);
      clock.pass(retry);
    };
    expect((await post({}, { onRetry })).status).toBe(200);
    expect(told[0].cause.name).toBe('TimeoutError');
    expect(server.keys[1]).toBe(server.keys[0]);
  });

  test('is given up too if its body does not end', async () => {
    const half = (req, res) => {
      res.writeHead(200);
      res.write('half', () => setTimeoutSoon());
    };
    const setTimeoutSoon = () => jest.advanceTimersByTime(30_000);
    server.answer(half, { body: 'whole' });
    expect(await (await post()).text()).toBe('whole');
  });

  test('is given up at the end of the whole time', async () => {
    server.answer(late(5000));
    const error = await failureOf(post({}, { maxElapsedMs: 5000 }));
    expect(error).toMatchObject({ code: 'NO_FINAL_RESPONSE', attempts: 1 });
    expect(error.cause.name).toBe('TimeoutError');
  });

  test('is never given up if there is no limit', async () => {
    server.answer((req, res) => {
      jest.advanceTimersByTime(24 * 24 * 3600 * 1000);
      res.end('late');
    });
    const limits = { timeoutMs: Infinity, maxElapsedMs: Infinity, keyLifetimeMs: Infinity };
    expect(await (await post({}, limits)).text()).toBe('late');
  });
});

describe('what never ends is given up in time:', () => {
  test.each([
    ['a body that is never made', { body: () => new Promise(() => {}) }, {}],
    ['a fetch() that ignores its signal', {}, { fetch: () => new Promise(() => {}) }],
  ])('%s', async (_, init, options) => {
    const ended = failureOf(post(init, { ...options, timeoutMs: 200, retries: 1 }));
    await jest.advanceTimersByTimeAsync(200);
    await jest.advanceTimersByTimeAsync(500);
    await jest.advanceTimersByTimeAsync(200);
    const error = await ended;
    expect(error).toMatchObject({ code: 'NO_FINAL_RESPONSE', attempts: 2, retryable: true });
    expect(error.cause.name).toBe('TimeoutError');
    expect(server.requests).toEqual([]);
  });

  test('a body that is made too late is not sent', async () => {
    const gate = createGate();
    const ended = failureOf(post({ body: () => gate.passed }, { timeoutMs: 200, retries: 0 }));
    await jest.advanceTimersByTimeAsync(200);
    gate.open('late');
    expect((await ended).cause.name).toBe('TimeoutError');
    expect(server.requests).toEqual([]);
  });
});

describe('the signal of the caller', () => {
  const reason = new Error('the page has no use for it');

  test('that has aborted lets nothing be sent', async () => {
    const error = await failureOf(post({ signal: AbortSignal.abort(reason) }));
    expect(error).toBe(reason);
    expect(server.requests).toEqual([]);
  });

  test('ends a try, and no other follows', async () => {
    const controller = new AbortController();
    server.answer(() => controller.abort(reason));
    expect(await failureOf(post({ signal: controller.signal }))).toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  test('ends a wait', async () => {
    const controller = new AbortController();
    const onRetry = () => setImmediate(() => controller.abort(reason));
    jest.useRealTimers();
    server.answer({ status: 503, headers: { 'Retry-After': '30' } });
    expect(await failureOf(post({ signal: controller.signal }, { onRetry }))).toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  test('ends a wait before it begins', async () => {
    const controller = new AbortController();
    const onRetry = () => controller.abort(reason);
    jest.useRealTimers();
    server.answer({ status: 503, headers: { 'Retry-After': '30' } });
    expect(await failureOf(post({ signal: controller.signal }, { onRetry }))).toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  test('ends the making of a body, and nothing is sent', async () => {
    const controller = new AbortController();
    const body = async () => {
      controller.abort(reason);
      return 'a';
    };
    expect(await failureOf(post({ body, signal: controller.signal }))).toBe(reason);
    expect(server.requests).toEqual([]);
  });

  test.each([
    ['a body that is never made', { body: () => new Promise(() => {}) }, {}],
    ['a fetch() that does not end', {}, { fetch: () => new Promise(() => {}) }],
  ])('ends the wait for %s', async (_, init, options) => {
    const controller = new AbortController();
    const ended = failureOf(post({ ...init, signal: controller.signal }, options));
    controller.abort(reason);
    expect(await ended).toBe(reason);
    expect(server.requests).toEqual([]);
  });

  test('may be that of a Request', async () => {
    const controller = new AbortController();
    server.answer(() => controller.abort(reason));
    const request = new Request(server.url, { method: 'POST', signal: controller.signal });
    expect(await failureOf(idempotentFetch(request))).toBe(reason);
  });

  test('keeps no listener once the call has ended', async () => {
    const { signal } = new AbortController();
    const added = jest.spyOn(signal, 'addEventListener');
    const removed = jest.spyOn(signal, 'removeEventListener');
    await post({ signal });
    expect(added.mock.calls.length).toBe(3);
    const listeners = (spy) => spy.mock.calls.map(([, listener]) => listener);
    expect(listeners(removed)).toEqual(listeners(added));
  });
});

test('another fetch() may be given, which gets the address and the options', async () => {
  server.answer({ status: 503 }, { body: 'by hand' });
  const given = jest.fn((input, init) => fetch(input, init));
  const response = await post({ body: 'a', credentials: 'omit' }, { fetch: given });
  expect(await response.text()).toBe('by hand');
  expect(given.mock.contexts).toEqual([undefined, undefined]);
  const [input, init] = given.mock.calls[1];
  expect(input).toBe(server.url);
  expect(init).toMatchObject({ method: 'POST', body: 'a', credentials: 'omit' });
  expect(init.headers.get('Idempotency-Key')).toBe(server.keys[0]);
});
