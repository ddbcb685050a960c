'use strict';

const { idempotentFetch } = require('../../../client/index.js');
const { MovedClock } = require('../../helpers/moved-clock');
const { cut, drop, problem, startScripted } = require('../../helpers/scripted-server');

const FIRST = { 'Idempotency-Cached': 'false' };
const REPLAY = { 'Idempotency-Cached': 'true', 'Idempotent-Replayed': 'true' };

let server;
let clock;
beforeAll(async () => {
  server = await startScripted();
});
beforeEach(() => {
  clock = new MovedClock();
});
afterEach(() => jest.useRealTimers());

/** Sends a POST; gives the response or the error. */
function post(options, init) {
  const idempotency = { onRetry: clock.pass, ...options };
  const sent = { method: 'POST', body: '{"a":1}', ...init, idempotency };
  return idempotentFetch(server.url, sent).catch((error) => error);
}

describe('idempotentFetch', () => {
  test.each([
    ['200', { status: 200 }],
    ['303 that leads to no other page', { status: 304 }],
    ['400', { status: 400 }],
    ['401', { status: 401 }],
    ['402', { status: 402 }],
    ['404', { status: 404 }],
    ['409 that says no time', { status: 409 }],
    ['422', { status: 422 }],
    ['500 that is a replay', { status: 500, headers: REPLAY }],
    ['503 that is a replay', { status: 503, headers: REPLAY }],
    [
      '429 that another server calls a replay',
      { status: 429, headers: { 'Idempotent-Replayed': 'true' } },
    ],
  ])('takes as final a %s', async (_, step) => {
    server.answer(step);
    const response = await post();
    expect(response.status).toBe(step.status);
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['a connection that breaks', drop],
    ['a body that breaks in the middle', cut],
    ['408', { status: 408 }],
    ['425', { status: 425 }],
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['522 of a proxy', { status: 522 }],
    ['500 of a first run', { status: 500, headers: FIRST }],
    ['409 with Retry-After', { status: 409, headers: { 'Retry-After': '1' } }],
    ['409 REQUEST_IN_PROGRESS', problem(409, 'REQUEST_IN_PROGRESS', { retryable: true })],
    ['429 TOO_MANY_WAITERS', problem(429, 'TOO_MANY_WAITERS', { retryable: true })],
    ['503 LOCK_FAILED', problem(503, 'LOCK_FAILED', { retryable: true })],
  ])('sends again with the same key and body after %s', async (_, step) => {
    server.answer(step, { status: 201, headers: FIRST, body: 'made' });
    const response = await post();
    expect([response.status, await response.text()]).toEqual([201, 'made']);
    expect(server.requests).toHaveLength(2);
    const [first, second] = server.requests;
    expect(first.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toMatchObject({ key: first.key, body: '{"a":1}', method: 'POST' });
  });

  test.each([
    [400, 'IDEMPOTENCY_KEY_REQUIRED', false],
    [400, 'INVALID_BODY', false],
    [413, 'BODY_TOO_LARGE', false],
    [422, 'IDEMPOTENCY_KEY_REUSED', true],
    [409, 'OUTCOME_UNKNOWN', true],
    [409, 'RESULT_NOT_REPLAYABLE', true],
    [415, 'UNSUPPORTED_MEDIA_TYPE', false],
    [500, 'EXECUTE_TWICE', true],
    [500, 'RESPONSE_NOT_CAPTURABLE', true],
    [500, 'SCOPE_MISSING', true],
    [503, 'LOCK_FAILED', true],
    [418, 'A_CODE_OF_THE_FUTURE', true],
  ])('rejects at once for the refusal %d %s', async (status, code, mayHaveRun) => {
    server.answer(problem(status, code));
    const error = await post();
    expect(error).toMatchObject({
      name: 'IdempotencyClientError',
      message: `${code}.`,
      code,
      mayHaveRun,
      retryable: false,
      attempts: 1,
      key: server.keys[0],
      problem: { error: code, retryable: false },
    });
    expect(error.response.status).toBe(status);
    expect(server.requests).toHaveLength(1);
  });

  test('sends a key also if it may not retry, and says that the operation may have run', async () => {
    server.answer(drop);
    const error = await post({ retries: 0 });
    expect(error).toMatchObject({ code: 'NO_FINAL_RESPONSE', attempts: 1 });
    expect(error).toMatchObject({ mayHaveRun: true, retryable: true, key: server.keys[0] });
    expect(error.cause.name).toBe('TypeError');
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['LEASE_LOST', 500],
    ['OPERATION_TIMEOUT', 500],
    ['TRANSACTION_NOT_COMMITTED', 500],
    ['A_CODE_OF_THE_FUTURE', 503],
  ])('says that the operation may have run after %s, though it may retry', async (code, status) => {
    server.answer(problem(status, code, { retryable: true }));
    const error = await post({ retries: 1 });
    expect(error).toMatchObject({ code, mayHaveRun: true, retryable: true, attempts: 2 });
  });

  test('gives up after its retries, with the last response', async () => {
    server.answer({ status: 503, body: 'later' });
    const error = await post({ retries: 2 });
    expect(error).toMatchObject({ code: 'NO_FINAL_RESPONSE', attempts: 3, mayHaveRun: true });
    expect(await error.response.text()).toBe('later');
    expect(new Set(server.keys).size).toBe(1);
  });

  test('sends again only once after a 500, whatever lies between', async () => {
    server.answer({ status: 500 }, { status: 503 }, { status: 500 }, { status: 200 });
    const error = await post();
    expect(error).toMatchObject({ code: 'NO_FINAL_RESPONSE', attempts: 3 });
    expect(error.response.status).toBe(500);
  });

  test('says that nothing has run if no try was let in', async () => {
    const busy = problem(503, 'LOCK_FAILED', { retryable: true });
    server.answer(busy, { status: 429 }, { status: 425 }, busy);
    const error = await post({ retries: 3 });
    expect(error).toMatchObject({ code: 'LOCK_FAILED', attempts: 4, mayHaveRun: false });
    expect(error.retryable).toBe(true);
  });

  test('may have run if the key has a record that cannot be read', async () => {
    const busy = problem(503, 'LOCK_FAILED', { retryable: true });
    const headers = { ...busy.headers, 'Idempotency-Status': 'unreadable' };
    server.answer({ ...busy, headers }, busy);
    const error = await post({ retries: 1 });
    expect(error).toMatchObject({ code: 'LOCK_FAILED', attempts: 2, mayHaveRun: true });
    expect(new Set(server.keys).size).toBe(1);
  });

  test('waits for a request that still runs without using up its retries', async () => {
    const running = problem(409, 'REQUEST_IN_PROGRESS', { retryable: true, retryAfter: 1 });
    server.answer(...Array(8).fill(running), { headers: REPLAY });
    expect((await post({ retries: 0 })).status).toBe(200);
    expect(clock.delays).toEqual(Array(8).fill(1000));
  });

  test('gives up on a request that does not end, with its code', async () => {
    server.answer(problem(409, 'REQUEST_IN_PROGRESS', { retryable: true, retryAfter: 10 }));
    const error = await post();
    expect(error).toMatchObject({ code: 'REQUEST_IN_PROGRESS', attempts: 6, mayHaveRun: true });
  });
});

// What an earlier try has done is unknown. A session may have ended since, or the network may show a login page.
describe('after a try that may have run, idempotentFetch', () => {
  const toLogin = (req, res) => res.writeHead(302, { Location: '/login' }).end();

  test.each([
    ['401', { status: 401 }],
    ['403', { status: 403 }],
    ['404', { status: 404 }],
    ['422', { status: 422 }],
  ])('takes no %s for the answer of the operation', async (_, step) => {
    server.answer(drop, step);
    const error = await post();
    expect(error).toMatchObject({ code: 'NO_FINAL_RESPONSE', mayHaveRun: true, attempts: 2 });
    expect(error.retryable).toBe(true);
    expect(error.response.status).toBe(step.status);
  });

  test('takes no page that it was led to for the answer of the operation', async () => {
    server.answer(drop, toLogin, { body: 'Log in' });
    expect(await post()).toMatchObject({ code: 'NO_FINAL_RESPONSE', mayHaveRun: true });
  });

  test.each([
    ['a first run', { status: 402, headers: FIRST }],
    ['a replay', { status: 402, headers: REPLAY }],
    ['a success of a server without marks', { status: 200 }],
  ])('takes %s', async (_, step) => {
    server.answer(drop, step);
    expect((await post()).status).toBe(step.status);
  });

  test('rejects for a refusal, and says that the operation may have run', async () => {
    server.answer(drop, problem(400, 'INVALID_BODY'));
    expect(await post()).toMatchObject({ code: 'INVALID_BODY', mayHaveRun: true });
  });
});

// Whoever sends a kept key again passes both members of the error on.
describe('a key that is sent again by hand, with its createdAt,', () => {
  async function again(step) {
    server.answer(drop);
    const { key, createdAt } = await post({ retries: 0 });
    server.answer(step);
    return post({ key, createdAt, retries: 0 });
  }

  test('takes no 401 for the answer of the operation', async () => {
    const error = await again({ status: 401 });
    expect(error).toMatchObject({ code: 'NO_FINAL_RESPONSE', mayHaveRun: true, attempts: 1 });
  });

  test('may have run though the store is down now', async () => {
    const error = await again(problem(503, 'LOCK_FAILED', { retryable: true }));
    expect(error).toMatchObject({ code: 'LOCK_FAILED', mayHaveRun: true });
  });

  test('gets the replay of its operation', async () => {
    expect((await again({ status: 201, headers: REPLAY })).status).toBe(201);
  });

  test('has the age that it had, however often it is sent', async () => {
    const createdAt = Date.now() - 3600_000;
    server.answer(drop);
    const first = await post({ key: 'kept', createdAt, retries: 0 });
    jest.advanceTimersByTime(3600_000);
    const second = await post({ key: 'kept', createdAt: first.createdAt, retries: 0 });
    expect(Math.abs(second.createdAt - createdAt)).toBeLessThan(60_000);
    jest.advanceTimersByTime(22 * 3600_000);
    const last = await post({ key: 'kept', createdAt: second.createdAt, retries: 0 });
    expect(last).toMatchObject({ code: 'KEY_EXPIRED', attempts: 0 });
  });
});

describe('the waits of idempotentFetch', () => {
  test('double from half a second to eight, less up to half at random', async () => {
    server.answer({ status: 503 });
    await post({ retries: 7, maxElapsedMs: Infinity });
    const longest = [500, 1000, 2000, 4000, 8000, 8000, 8000];
    expect(clock.delays).toHaveLength(longest.length);
    longest.forEach((ms, i) => {
      expect(clock.delays[i]).toBeGreaterThanOrEqual(ms / 2);
      expect(clock.delays[i]).toBeLessThanOrEqual(ms);
    });
  });

  test.each([
    ['seconds', () => '7', 7000],
    ['a date', () => new Date(Date.now() + 20_000).toUTCString(), 20_000],
    ['more than a minute', () => '3600', 60_000],
  ])('are those of Retry-After: %s', async (_, value, ms) => {
    server.answer({ status: 503, headers: { 'Retry-After': value() } }, {});
    await post({ maxElapsedMs: Infinity });
    expect(clock.delays[0]).toBeLessThanOrEqual(ms);
    expect(clock.delays[0]).toBeGreaterThan(ms - 1000);
  });

  test.each([['0'], ['-5'], [''], ['soon'], ['Thu, 01 Jan 1970 00:00:00 GMT']])(
    'are never none, whatever Retry-After says: %p',
    async (value) => {
      server.answer({ status: 409, headers: { 'Retry-After': value } }, {});
      await post();
      expect(clock.delays[0]).toBeGreaterThanOrEqual(250);
      expect(clock.delays[0]).toBeLessThanOrEqual(500);
    },
  );

  test('come from the problem document where a page may not read the header', async () => {
    server.answer(problem(503, 'LOCK_FAILED', { retryable: true, retryAfter: 3 }), {});
    await post();
    expect(clock.delays).toEqual([3000]);
  });

  test('end before maxElapsedMs, without waiting in vain', async () => {
    server.answer({ status: 503, headers: { 'Retry-After': '60' } });
    expect(await post({ maxElapsedMs: 50_000 })).toMatchObject({ attempts: 1 });
    expect(clock.delays).toEqual([]);
  });

  test('end the call if the device has slept for longer than maxElapsedMs', async () => {
    server.answer(drop, {});
    const onRetry = (retry) => {
      clock.pass(retry);
      clock.setWallClock(Date.now() + 2 * 24 * 3600 * 1000);
    };
    const error = await post({ onRetry });
    expect(error).toMatchObject({ code: 'NO_FINAL_RESPONSE', attempts: 1, retryable: true });
  });

  test('are told before they begin, with the reason', async () => {
    const told = [];
    const onRetry = (retry) => {
      told.push(retry);
      clock.pass(retry);
    };
    server.answer(drop, problem(503, 'LOCK_FAILED', { retryable: true }), {});
    await post({ onRetry });
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({
      attempt: 1,
      key: server.keys[0],
      cause: { name: 'TypeError' },
    });
    expect(told[1]).toMatchObject({ attempt: 2, problem: { error: 'LOCK_FAILED' } });
    expect(told[1].response.status).toBe(503);
  });
});
