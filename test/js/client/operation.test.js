'use strict';

const { idempotentFetch, operation, submitOnce } = require('../../../client/index.js');
const { createGate } = require('../../helpers/gate');
const { drop, problem, startScripted } = require('../../helpers/scripted-server');

const AGENT = { name: 'Ann', model: 'large' };
const OTHER = { name: 'Bob', model: 'large' };

let server;
beforeAll(async () => {
  server = await startScripted();
});
afterEach(() => jest.useRealTimers());

/** A `send` that keeps the keys it is given, and does what it is told, call by call. */
function sender(...acts) {
  const keys = [];
  const send = async (key, signal) => {
    keys.push(key);
    const act = acts.length > 1 ? acts.shift() : acts[0];
    return act(key, signal);
  };
  return Object.assign(send, { keys });
}

const done = () => 'done';
const lost = () => Promise.reject(new Error('lost'));
const failureOf = (promise) => promise.then(() => undefined).catch((error) => error);
/** Sends to the server without a retry. */
const fetchOnce = (key, signal) =>
  idempotentFetch(server.url, { method: 'POST', signal, idempotency: { key, retries: 0 } });

describe('submitOnce', () => {
  test('gives a second click the outcome of the first', async () => {
    const gate = createGate();
    const send = sender(() => gate.passed);
    const op = operation();
    const clicks = [1, 2, 3].map(() => submitOnce(op, AGENT, send));
    gate.open('made');
    expect(await Promise.all(clicks)).toEqual(['made', 'made', 'made']);
    expect(send.keys).toHaveLength(1);
  });

  test('gives each click a response of its own, whose body it can read', async () => {
    server.answer({ body: 'made' }, drop);
    const op = operation();
    const clicks = [1, 2].map(() => submitOnce(op, AGENT, fetchOnce));
    const late = async () => submitOnce(op, AGENT, fetchOnce);
    const responses = [...(await Promise.all(clicks)), await late(), await late()];
    for (const response of responses) expect(await response.text()).toBe('made');
    expect(server.requests).toHaveLength(1);
  });

  test('gives a second click the failure of the first', async () => {
    const op = operation();
    const send = sender(lost);
    const clicks = [1, 2].map(() => failureOf(submitOnce(op, AGENT, send)));
    const [first, second] = await Promise.all(clicks);
    expect(first.message).toBe('lost');
    expect(second).toBe(first);
    expect(send.keys).toHaveLength(1);
  });

  test('gives the second of two quick clicks the outcome of the first, though that has come', async () => {
    const op = operation();
    const send = sender(done);
    await submitOnce(op, AGENT, send);
    expect(await submitOnce(op, { ...AGENT }, send)).toBe('done');
    expect(send.keys).toHaveLength(1);
  });

  test('takes the same content for a new one when a second has passed', async () => {
    jest.useFakeTimers();
    const op = operation();
    const send = sender(done);
    await submitOnce(op, AGENT, send);
    jest.advanceTimersByTime(1000);
    await submitOnce(op, AGENT, send);
    expect(new Set(send.keys).size).toBe(2);
  });

  test('takes the same content for a new one at once with doubleClickMs: 0', async () => {
    const op = operation({ doubleClickMs: 0 });
    const send = sender(done);
    await submitOnce(op, AGENT, send);
    await submitOnce(op, AGENT, send);
    expect(new Set(send.keys).size).toBe(2);
  });

  test('sends another content with another key once the first is settled', async () => {
    const op = operation();
    const send = sender(done);
    await submitOnce(op, AGENT, send);
    await submitOnce(op, OTHER, send);
    expect(new Set(send.keys).size).toBe(2);
    expect(op.key).toBeUndefined();
  });

  test('sends the same content with the same key until its outcome is known', async () => {
    const op = operation();
    const send = sender(lost, lost, done);
    for (let i = 0; i < 2; i++) await failureOf(submitOnce(op, AGENT, send));
    expect(op.key).toBe(send.keys[0]);
    await submitOnce(op, AGENT, send);
    expect(new Set(send.keys).size).toBe(1);
    expect(send.keys).toHaveLength(3);
    expect(op.key).toBeUndefined();
  });

  test('rejects if `send` throws, and keeps the key', async () => {
    const op = operation();
    const broken = new Error('broken');
    const send = () => {
      throw broken;
    };
    expect(await failureOf(submitOnce(op, AGENT, send))).toBe(broken);
    expect(op.key).toMatch(/./);
  });

  test('begins to send after it has noted that it does, so that a `send` that submits meets itself', async () => {
    const op = operation();
    const keys = [];
    const send = (key) => {
      keys.push(key);
      if (keys.length < 3) submitOnce(op, AGENT, send);
      return key;
    };
    await submitOnce(op, AGENT, send);
    expect(keys).toHaveLength(1);
  });

  test('rejects a content that has no form', async () => {
    const circle = {};
    circle.self = circle;
    expect((await failureOf(submitOnce(operation(), circle, done))).name).toBe('TypeError');
  });

  test('works with an operation of another copy of the package', async () => {
    let other;
    jest.isolateModules(() => (other = require('../../../client/index.js')));
    expect(other.operation).not.toBe(operation);
    expect(await submitOnce(other.operation(), AGENT, done)).toBe('done');
  });
});

describe('another content while the outcome of the first is unknown', () => {
  let op;
  let send;
  async function refusedAfter(...acts) {
    op = operation();
    send = sender(...acts);
    await failureOf(submitOnce(op, AGENT, send));
    return failureOf(submitOnce(op, OTHER, send));
  }

  test('is refused, and not sent', async () => {
    const error = await refusedAfter(lost);
    expect(error).toMatchObject({ name: 'IdempotencyClientError', code: 'UNSETTLED' });
    expect(error).toMatchObject({ key: send.keys[0], mayHaveRun: true, retryable: false });
    expect(send.keys).toHaveLength(1);
  });

  test('may be sent when resend() has shown the outcome of the first', async () => {
    const error = await refusedAfter(lost, () => 'first', done);
    expect(await error.resend()).toBe('first');
    expect(await submitOnce(op, OTHER, send)).toBe('done');
    const [first, again, other] = send.keys;
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test('stays refused while resend() fails', async () => {
    const error = await refusedAfter(lost);
    expect((await failureOf(error.resend())).message).toBe('lost');
    expect(await failureOf(submitOnce(op, OTHER, send))).toMatchObject({ code: 'UNSETTLED' });
    expect(new Set(send.keys).size).toBe(1);
  });

  test('may be sent with another key after discard()', async () => {
    const error = await refusedAfter(lost, done);
    error.discard();
    await submitOnce(op, OTHER, send);
    expect(new Set(send.keys).size).toBe(2);
  });

  test('is refused while the first is on its way, and resend() gives its promise', async () => {
    const gate = createGate();
    op = operation();
    send = sender(() => gate.passed);
    const first = submitOnce(op, AGENT, send);
    const error = await failureOf(submitOnce(op, OTHER, send));
    expect(error.code).toBe('UNSETTLED');
    const again = error.resend();
    gate.open('first');
    expect(await Promise.all([first, again])).toEqual(['first', 'first']);
    expect(send.keys).toHaveLength(1);
  });

  test('lets resend() and clicks read the response of the first', async () => {
    server.answer({ body: 'made' });
    op = operation();
    const first = submitOnce(op, AGENT, fetchOnce);
    const error = await failureOf(submitOnce(op, OTHER, fetchOnce));
    const responses = await Promise.all(
      [error.resend(), first, error.resend()].map((each) => each),
    );
    for (const response of responses) expect(await response.text()).toBe('made');
  });

  test('is not given up by an old refusal', async () => {
    const error = await refusedAfter(lost, done, lost, done);
    await error.resend();
    await failureOf(submitOnce(op, OTHER, send));
    error.discard();
    expect(await failureOf(error.resend())).toBe(error);
    await submitOnce(op, OTHER, send);
    const [, , other, again] = send.keys;
    expect(again).toBe(other);
  });
});

// A stored 500 may come from a handler that charged and then threw.
describe('a `send` that resolves settles the content', () => {
  const marked = { 'Idempotency-Cached': 'true' };
  const submit = (content, send, op) => submitOnce(op, content, send);

  test.each([
    ['a success', { status: 201 }],
    ['a refusal', { status: 402 }],
    ['a replayed refusal', { status: 404, headers: marked }],
  ])('with %s', async (_, step) => {
    server.answer(step);
    const op = operation({ doubleClickMs: 0 });
    for (let i = 0; i < 2; i++) await submit(AGENT, fetchOnce, op);
    expect(new Set(server.keys).size).toBe(2);
    expect(op.key).toBeUndefined();
  });

  test.each([[500], [501], [503], [504]])('but not with a replayed %d', async (status) => {
    server.answer({ status, headers: marked });
    const op = operation();
    for (let i = 0; i < 2; i++) expect((await submit(AGENT, fetchOnce, op)).status).toBe(status);
    expect(server.keys).toEqual([op.key, op.key]);
    const error = await failureOf(submit(OTHER, fetchOnce, op));
    expect(error.code).toBe('UNSETTLED');
    error.discard();
    await submit(OTHER, fetchOnce, op);
    expect(new Set(server.keys).size).toBe(2);
  });

  test.each([
    ['the network', drop],
    ['an unknown outcome', problem(409, 'OUTCOME_UNKNOWN')],
  ])('but not if it swallows a failure: %s', async (_, step) => {
    server.answer(step);
    const op = operation();
    const send = (key, signal) => fetchOnce(key, signal).catch(() => 'swallowed');
    for (let i = 0; i < 2; i++) expect(await submit(AGENT, send, op)).toBe('swallowed');
    expect(server.keys).toEqual([op.key, op.key]);
  });

  test('if it tries again by itself until it knows', async () => {
    server.answer(drop, { status: 201 });
    const op = operation();
    const send = (key, signal) => fetchOnce(key, signal).catch(() => fetchOnce(key, signal));
    expect((await submit(AGENT, send, op)).status).toBe(201);
    expect(op.key).toBeUndefined();
  });
});

describe('an error of a submission whose outcome is unknown', () => {
  test.each([
    ['OUTCOME_UNKNOWN', problem(409, 'OUTCOME_UNKNOWN')],
    ['RESULT_NOT_REPLAYABLE', problem(409, 'RESULT_NOT_REPLAYABLE')],
    ['IDEMPOTENCY_KEY_REUSED', problem(422, 'IDEMPOTENCY_KEY_REUSED')],
    ['EXECUTE_TWICE', problem(500, 'EXECUTE_TWICE')],
    ['NO_FINAL_RESPONSE', drop],
  ])('lets its user out by discard(): %s', async (code, step) => {
    server.answer(step, step, {});
    const op = operation();
    const first = await failureOf(submitOnce(op, AGENT, fetchOnce));
    const second = await failureOf(submitOnce(op, AGENT, fetchOnce));
    expect([first.code, second.code]).toEqual([code, code]);
    expect(server.keys[1]).toBe(server.keys[0]);
    second.discard();
    expect((await submitOnce(op, OTHER, fetchOnce)).status).toBe(200);
    expect(server.keys[2]).not.toBe(server.keys[0]);
  });
});

describe('discard()', () => {
  test('aborts the signal of the request on its way, whose end then changes nothing', async () => {
    const op = operation();
    const gate = createGate();
    let signal;
    const send = sender((key, given) => ((signal = given), gate.passed), lost, done);
    const first = submitOnce(op, AGENT, send);
    await Promise.resolve();
    op.discard();
    expect(signal.aborted).toBe(true);
    await failureOf(submitOnce(op, AGENT, send));
    gate.open('late');
    expect(await first).toBe('late');
    await submitOnce(op, AGENT, send);
    const [one, two, three] = send.keys;
    expect(two).not.toBe(one);
    expect(three).toBe(two);
  });

  test('does nothing where nothing was sent', () => {
    expect(() => operation().discard()).not.toThrow();
  });
});

const DOWN = problem(503, 'LOCK_FAILED', { retryable: true });
const UNREADABLE = { ...DOWN.headers, 'Idempotency-Status': 'unreadable' };

describe('a refusal of the server that leaves no doubt settles the content', () => {
  test.each([
    ['a final 402, though `send` throws for it', { status: 402 }],
    ['a 402 that is a replay', { status: 402, headers: { 'Idempotency-Cached': 'true' } }],
    ['a body that is refused', problem(413, 'BODY_TOO_LARGE')],
    ['a store that is down', DOWN],
    ['a limiter', { status: 429 }],
  ])('as %s', async (_, step) => {
    server.answer(step);
    const op = operation();
    const send = async (key, signal) => {
      const response = await fetchOnce(key, signal);
      if (!response.ok) throw new Error(`status ${response.status}`);
    };
    expect(await failureOf(submitOnce(op, AGENT, send))).toBeInstanceOf(Error);
    expect(op.key).toBeUndefined();
  });

  test.each([
    ['a failure of the network', drop],
    ['a 500', { status: 500 }],
    ['a 500 that is a replay', { status: 500, headers: { 'Idempotency-Cached': 'true' } }],
    ['a success, if `send` throws after it', { status: 201 }],
    ['a key that was used with another body', problem(422, 'IDEMPOTENCY_KEY_REUSED')],
    ['an unknown outcome', problem(409, 'OUTCOME_UNKNOWN')],
    ['a record that cannot be read now', { ...DOWN, headers: UNREADABLE }],
    ['a record that cannot be read', problem(503, 'LOCK_FAILED')],
    ['a result that is not stored', problem(409, 'RESULT_NOT_REPLAYABLE')],
    [
      'a request that still runs',
      problem(409, 'REQUEST_IN_PROGRESS', { retryable: true, retryAfter: 61 }),
    ],
  ])('but not %s', async (_, step) => {
    server.answer(step);
    const op = operation();
    const send = async (key, signal) => {
      const idempotency = { key, retries: 0, maxElapsedMs: 1000 };
      await idempotentFetch(server.url, { method: 'POST', signal, idempotency });
      throw new Error('later');
    };
    await failureOf(submitOnce(op, AGENT, send));
    expect(op.key).toBe(server.keys[0]);
  });

  test('but not a 401 for a key that was sent before: the session may have ended since', async () => {
    server.answer(drop, { status: 401 });
    const op = operation();
    for (let i = 0; i < 2; i++) await failureOf(submitOnce(op, AGENT, fetchOnce));
    expect(op.key).toBe(server.keys[0]);
    expect(server.keys[1]).toBe(server.keys[0]);
  });

  test('nor one that a second copy of the package has sent, which is loaded beside this one', async () => {
    let other;
    jest.isolateModules(() => (other = require('../../../client/index.js')));
    server.answer(drop, { status: 401 });
    const op = operation();
    const send = (key, signal) => {
      const idempotency = { key, retries: 0 };
      return other.idempotentFetch(server.url, { method: 'POST', signal, idempotency });
    };
    for (let i = 0; i < 2; i++) await failureOf(submitOnce(op, AGENT, send));
    expect(op.key).toBe(server.keys[0]);
    expect(server.keys[1]).toBe(server.keys[0]);
  });

  test.each([
    ['one after another', [{ status: 201 }, problem(413, 'BODY_TOO_LARGE')], false],
    ['one after another, of which the second is final', [{ status: 201 }, { status: 404 }], false],
    ['at the same time', [{ status: 201 }, problem(503, 'LOCK_FAILED', { retryable: true })], true],
  ])('but not if the key went into two requests, %s', async (_, steps, isParallel) => {
    server.answer(...steps);
    const op = operation();
    const send = async (key, signal) => {
      const first = fetchOnce(key, signal);
      if (!isParallel) await first;
      await Promise.all([first, fetchOnce(key, signal)]);
      throw new Error('later');
    };
    await failureOf(submitOnce(op, AGENT, send));
    expect(op.key).toBe(server.keys[0]);
  });
});
