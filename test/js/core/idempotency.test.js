'use strict';

const { once } = require('node:events');
const { Readable } = require('node:stream');
const { finished } = require('node:stream/promises');

const { createIdempotency, problemResponse } = require('../../../lib/core');
const { testStore } = require('../../../lib/testing');
const { createGate } = require('../../helpers/gate');

/** A request of an invented framework. */
function view({ key = 'k', body = { amount: 1 }, headers, ...more } = {}) {
  const all = { 'content-type': 'application/json', 'content-length': '12', ...headers };
  if (key !== null) all['idempotency-key'] = key;
  return { method: 'POST', url: '/orders', headers: all, body, ...more };
}

const setUp = (options) => createIdempotency({ store: testStore(), ...options });
const capturing = (options) => setUp({ mode: 'response', scope: false, ...options });
// The key of a response that was cut is given up a moment after its client has heard of it.
const NOT_AGAIN = { code: expect.stringMatching(/^(OUTCOME_UNKNOWN|REQUEST_IN_PROGRESS)$/) };
const textOf = async ({ response }) => Buffer.from(response.body).toString();

describe('key()', () => {
  test('gives the key of a request, or undefined', () => {
    const idempotency = setUp();
    expect(idempotency.key(view({ key: '"quoted"' }))).toBe('quoted');
    expect(idempotency.key(view({ key: null }))).toBeUndefined();
  });

  test('throws for a bad key, and for a missing one that is required', () => {
    const idempotency = setUp({ required: true });
    expect(() => idempotency.key(view({ key: 'a key' }))).toThrow('one key');
    expect(() => idempotency.key(view({ key: null }))).toThrow('requires');
  });

  test('is asked of the request of the framework with keySource', () => {
    const idempotency = setUp({ keySource: (request) => request.id });
    expect(idempotency.key(view({ source: { id: 'own' } }))).toBe('own');
  });
});

describe('execute()', () => {
  test('runs an operation once, and tells the headers', async () => {
    const idempotency = setUp();
    const operation = jest.fn(async ({ key }) => ({ key }));
    const answers = [];
    for (let i = 0; i < 2; i++) answers.push(await idempotency.execute(view(), operation));
    expect(answers).toEqual([
      { result: { key: 'k' }, cached: false, headers: { 'Idempotency-Cached': 'false' } },
      {
        result: { key: 'k' },
        cached: true,
        headers: { 'Idempotency-Cached': 'true', 'Idempotent-Replayed': 'true' },
      },
    ]);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('throws the error of its operation again', async () => {
    const idempotency = setUp();
    const operation = jest.fn(async () => {
      throw Object.assign(new Error('No money.'), { status: 402, expose: true });
    });
    for (let i = 0; i < 2; i++) {
      await expect(idempotency.execute(view(), operation)).rejects.toThrow('No money.');
    }
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('stops to wait when the client leaves', async () => {
    const idempotency = setUp({ inProgress: 'wait' });
    const { passed, open } = createGate();
    const first = idempotency.execute(view(), () => passed);
    const client = new AbortController();
    const second = idempotency.execute(view({ closed: client.signal }), () => 'second');
    client.abort();
    await expect(second).rejects.toMatchObject({ code: 'REQUEST_IN_PROGRESS' });
    open('first');
    expect(await first).toMatchObject({ result: 'first' });
  });

  test('keeps users apart by what scope is told', async () => {
    const idempotency = setUp({ scope: ({ user }) => user });
    const as = (user) => idempotency.execute(view({ source: { user } }), async () => user);
    const results = [await as('ann'), await as('bob'), await as('ann')];
    expect(results.map(({ result, cached }) => [result, cached])).toEqual([
      ['ann', false],
      ['bob', false],
      ['ann', true],
    ]);
  });

  test('refuses a body that nobody has read', async () => {
    const unread = view();
    delete unread.body;
    await expect(setUp().execute(unread, () => 1)).rejects.toMatchObject({ code: 'BODY_NOT_READ' });
  });

  test('takes the bytes of a body that nobody has parsed', async () => {
    const idempotency = setUp();
    const sent = (rawBody) => {
      const all = view({ rawBody });
      delete all.body;
      return idempotency.execute(all, () => 1);
    };
    expect((await sent('{"a":1,"b":2}')).cached).toBe(false);
    expect((await sent('{"b":2,"a":1}')).cached).toBe(true);
    await expect(sent('{"a":2}')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });
});

describe('respond()', () => {
  const run = jest.fn(async () => ({
    status: 201,
    headers: [
      ['content-type', 'text/plain'],
      ['set-cookie', 'a=b'],
      ['location', '/orders/1'],
    ],
    body: 'paid',
  }));
  beforeEach(() => run.mockClear());

  test('stores a response, and gives it again without the headers of one caller', async () => {
    const idempotency = capturing();
    const first = await idempotency.respond(view(), run);
    const retry = await idempotency.respond(view(), run);
    expect([first.cached, retry.cached]).toEqual([false, true]);
    expect(first.response.body).toBe('paid');
    expect(retry.response).toMatchObject({
      status: 201,
      headers: { 'Content-Type': 'text/plain', Location: '/orders/1' },
    });
    expect(Object.keys(retry.response.headers)).toHaveLength(2);
    expect(await textOf(retry)).toBe('paid');
    expect(retry.headers).toEqual({
      'Idempotency-Cached': 'true',
      'Idempotent-Replayed': 'true',
    });
    expect(run).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['destroyed', (source) => source.destroy()],
    ['failed', (source) => source.destroy(new Error('upstream is gone'))],
    ['been read', (source) => source.toArray()],
  ])('ends a body whose source has %s before it came, and does not run again', async (_, end) => {
    const idempotency = capturing();
    const cut = jest.fn(async () => {
      const source = Readable.from(['half']);
      source.on('error', () => {});
      await end(source);
      await finished(source).catch(() => {});
      return { status: 200, body: source };
    });
    const { response } = await idempotency.respond(view(), cut);
    await expect(response.body.toArray()).rejects.toThrow(/upstream is gone|cut before its end/);
    await expect(idempotency.respond(view(), cut)).rejects.toMatchObject(NOT_AGAIN);
    expect(cut).toHaveBeenCalledTimes(1);
  });

  test('ends a body whose source failed without being destroyed', async () => {
    const idempotency = capturing();
    const source = new Readable({
      autoDestroy: false,
      read() {
        throw new Error('upstream is gone');
      },
    });
    const failed = once(source, 'error');
    source.resume();
    await failed;
    const { response } = await idempotency.respond(view(), () => ({ status: 200, body: source }));
    await expect(response.body.toArray()).rejects.toThrow('upstream is gone');
  });

  test.each([
    ['has left', (closed) => closed.abort(), () => {}],
    ['leaves later', () => {}, (closed) => closed.abort()],
  ])('stores a body that nobody reads when the client %s', async (_, before, after) => {
    const idempotency = capturing({ inProgress: 'wait' });
    const closed = new AbortController();
    // More than the buffers of the streams hold.
    const source = Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(16_384)));
    const ended = finished(source);
    before(closed);
    await idempotency.respond({ ...view(), closed: closed.signal }, () => ({
      status: 200,
      body: source,
    }));
    after(closed);
    await ended;
    const again = await idempotency.respond(view(), () => ({ status: 201 }));
    expect(again).toMatchObject({ cached: true, response: { status: 200 } });
    expect(again.response.body).toHaveLength(20 * 16_384);
  });

  test('ends a body whose stream gives what is no text and no bytes', async () => {
    const idempotency = capturing();
    const respond = () =>
      idempotency.respond(view(), () => ({ status: 200, body: Readable.from([{ an: 'object' }]) }));
    const { response } = await respond();
    await expect(response.body.toArray()).rejects.toMatchObject({
      code: 'ERR_ONCEONLY_ARGUMENT',
      message: expect.stringContaining('text or bytes (received an object)'),
    });
    await expect(respond()).rejects.toMatchObject(NOT_AGAIN);
  });

  test('keeps every line of a header that comes as pairs', async () => {
    const idempotency = capturing();
    const headers = [
      ['Link', '</a>'],
      ['link', '</b>'],
      ['Link', '</c>'],
    ];
    const respond = () => idempotency.respond(view(), () => ({ status: 200, headers }));
    await respond();
    expect((await respond()).response.headers).toEqual({ Link: ['</a>', '</b>', '</c>'] });
  });

  test('takes a body of unknown length whose bytes are none', async () => {
    const idempotency = capturing();
    const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
    const sent = (bytes) => ({ ...view({ headers: chunked }), body: undefined, rawBody: bytes });
    const respond = (request) => idempotency.respond(request, () => ({ status: 204 }));
    expect((await respond(sent(Buffer.alloc(0)))).cached).toBe(false);
    expect((await respond(sent(Buffer.alloc(0)))).cached).toBe(true);
    await expect(respond(sent(Buffer.from('1')))).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  test('tells uploaded files apart', async () => {
    const idempotency = capturing();
    const form = { 'content-type': 'multipart/form-data; boundary=x' };
    const upload = (size) => view({ headers: form, files: { file: [{ size, mimetype: null }] } });
    const respond = (request) => idempotency.respond(request, () => ({ status: 204 }));
    await respond(upload(3));
    expect((await respond(upload(3))).cached).toBe(true);
    await expect(respond(upload(4))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('refuses a body that is announced, and whose bytes are none', async () => {
    const request = { ...view(), body: undefined, rawBody: Buffer.alloc(0) };
    await expect(capturing().respond(request, () => ({ status: 204 }))).rejects.toMatchObject({
      code: 'BODY_NOT_READ',
    });
  });

  test('tells a request without protection as `keyless` or as `passed`', async () => {
    const outcomes = [];
    const onEvent = ({ type, outcome }) => type === 'request' && outcomes.push(outcome);
    const idempotency = capturing({ onEvent });
    for (const request of [view({ key: null }), view({ method: 'GET' })]) {
      await idempotency.respond(request, () => ({ status: 200 }));
    }
    expect(outcomes).toEqual(['keyless', 'passed']);
  });

  test('needs the mode of responses', async () => {
    await expect(setUp().respond(view(), run)).rejects.toThrow("mode: 'response'");
  });

  test('runs each time without a key, and for other methods', async () => {
    const idempotency = capturing();
    for (const each of [view({ key: null }), view({ key: null }), view({ method: 'GET' })]) {
      expect(await idempotency.respond(each, run)).toMatchObject({ cached: false, headers: {} });
    }
    expect(run).toHaveBeenCalledTimes(3);
  });

  test('leaves the outcome unknown if its function throws', async () => {
    const idempotency = capturing();
    const broken = () => Promise.reject(new Error('broken'));
    await expect(idempotency.respond(view(), broken)).rejects.toThrow('broken');
    await expect(idempotency.respond(view(), run)).rejects.toMatchObject({ status: 409 });
    expect(run).not.toHaveBeenCalled();
  });

  test.each([
    ['a status', { status: 99 }, '`status`'],
    ['a body', { status: 200, body: {} }, '`body`'],
    ['a header', { status: 200, headers: { location: 'a\nb' } }, 'Location'],
  ])(
    'rejects %s that HTTP cannot send, and does not run again',
    async (what, response, message) => {
      const idempotency = capturing();
      await expect(idempotency.respond(view(), () => response)).rejects.toThrow(message);
      await expect(idempotency.respond(view(), run)).rejects.toMatchObject({ status: 409 });
    },
  );

  test('answers in the place of a function that takes too long', async () => {
    const idempotency = capturing({ operationTimeoutMs: 10 });
    const { passed, open } = createGate();
    const late = idempotency.respond(view(), () => passed);
    await expect(late).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    open({ status: 200 });
  });

  test('refuses a replay in an encoding that the client does not accept', async () => {
    const idempotency = capturing();
    const zipped = () => ({ status: 200, headers: { 'content-encoding': 'gzip' }, body: 'x' });
    await idempotency.respond(view(), zipped);
    const plain = view({ headers: { 'accept-encoding': 'identity' } });
    await expect(idempotency.respond(plain, zipped)).rejects.toMatchObject({
      code: 'RESULT_NOT_REPLAYABLE',
    });
  });
});

describe('begin()', () => {
  test('gives a turn, and the stored reply after it is settled', async () => {
    const idempotency = capturing();
    const turn = await idempotency.begin(view());
    expect(turn).toMatchObject({ cached: false, key: 'k', context: { key: 'k', attempt: 1 } });
    expect(await turn.settle({ status: 204 })).toMatchObject({ cached: false });
    expect(await idempotency.begin(view())).toMatchObject({
      cached: true,
      response: { status: 204 },
    });
  });

  test('gives a stream as it comes, but for its last part', async () => {
    const idempotency = capturing();
    const { passed, open } = createGate();
    const turn = await idempotency.begin(view());
    const parts = async function* () {
      yield 'one';
      yield 'two';
      await passed;
      yield 'three';
    };
    const { response } = await turn.settle({ status: 200, body: Readable.from(parts()) });
    const body = response.body[Symbol.asyncIterator]();
    expect(`${(await body.next()).value}`).toBe('one');
    open();
    expect(`${(await body.next()).value}`).toBe('two');
    expect(`${(await body.next()).value}`).toBe('three');
    expect(await textOf(await idempotency.begin(view()))).toBe('onetwothree');
  });

  test('keeps a stream whose reader has left', async () => {
    const idempotency = capturing();
    const turn = await idempotency.begin(view());
    const body = Readable.from(['one', 'two']);
    const reply = await turn.settle({ status: 200, body });
    const ended = new Promise((resolve) => body.on('close', resolve));
    reply.response.body.destroy();
    await ended;
    const retry = await idempotency.begin(view());
    expect(await textOf(retry)).toBe('onetwo');
  });

  test('takes a stream of the web', async () => {
    const idempotency = capturing();
    const turn = await idempotency.begin(view());
    const reply = await turn.settle({ status: 200, body: new Response('of the web').body });
    expect((await reply.response.body.toArray()).join('')).toBe('of the web');
    expect(await textOf(await idempotency.begin(view()))).toBe('of the web');
  });

  test('frees the key after skip(), and keeps a response for a time with ttl()', async () => {
    const store = testStore();
    const idempotency = capturing({ store });
    const skipped = await idempotency.begin(view());
    skipped.skip();
    await skipped.settle({ status: 500 });
    const short = await idempotency.begin(view());
    short.ttl(10);
    await short.settle({ status: 200 });
    expect((await idempotency.begin(view())).cached).toBe(true);
    store.advance(11);
    const again = await idempotency.begin(view());
    expect(again.cached).toBe(false);
    await again.settle({ status: 200 });
  });

  test('settles once', async () => {
    const idempotency = capturing();
    const turn = await idempotency.begin(view());
    const first = await turn.settle({ status: 200, body: 'first' });
    expect(await turn.settle({ status: 200, body: 'second' })).toEqual(first);
    expect(await turn.fail(new Error('late'))).toEqual(first);
  });

  test('tells a request to whoever listens', async () => {
    const events = [];
    const idempotency = capturing({ onEvent: (event) => events.push(event) });
    const route = { path: '/orders' };
    await (await idempotency.begin(view({ route }))).settle({ status: 200 });
    await idempotency.begin(view({ route }));
    await (await idempotency.begin(view({ key: null, route }))).settle({ status: 200 });
    const told = events.filter(({ type }) => type === 'request');
    expect(told.map(({ outcome, route: named }) => [outcome, named])).toEqual([
      ['executed', '/orders'],
      ['replayed', '/orders'],
      ['keyless', '/'],
    ]);
  });

  test('does not end the process with a broken body that its framework gets later', async () => {
    const turn = await capturing().begin(view());
    const source = new Readable({ read() {} });
    source.on('error', () => {});
    source.destroy(new Error('upstream is gone'));
    await finished(source).catch(() => {});
    // In a callback of Node ticks come before promises: an error of the body would come before the reply.
    const reply = await new Promise((resolve) => {
      setImmediate(() => resolve(turn.settle({ status: 200, body: source })));
    });
    await expect(reply.response.body.toArray()).rejects.toThrow('upstream is gone');
  });
});

describe('problemResponse()', () => {
  test('gives the problem document of a refusal', async () => {
    const { passed, open } = createGate();
    const idempotency = setUp();
    const first = idempotency.execute(view(), () => passed);
    const refusal = await idempotency.execute(view(), () => 1).catch((error) => error);
    open(1);
    await first;
    const { status, headers, body } = problemResponse(refusal);
    expect(status).toBe(409);
    expect(headers).toMatchObject({ 'Content-Type': 'application/problem+json' });
    expect(JSON.parse(body)).toMatchObject({
      error: 'REQUEST_IN_PROGRESS',
      retryAfter: Number(headers['Retry-After']),
    });
  });

  test('refuses another error', () => {
    expect(() => problemResponse(new Error('x'))).toThrow('IdempotencyError');
  });
});
