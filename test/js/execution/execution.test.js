'use strict';

const { StoreError } = require('onceonly');

const { createGate } = require('../../helpers/gate.js');
const { until } = require('../../helpers/until.js');
const { answered, handlerOn, unreachable } = require('../mock-handler.js');

const BODY = { amount: 1 };

describe('begin', () => {
  test.each([
    [{ state: 'running', leftMs: 9000, elapsedMs: 2500 }, 'REQUEST_IN_PROGRESS', '3'],
    [{ state: 'running', leftMs: 9000, elapsedMs: 0 }, 'REQUEST_IN_PROGRESS', '1'],
    [{ state: 'running', leftMs: 9000, elapsedMs: 99_000 }, 'REQUEST_IN_PROGRESS', '10'],
    [{ state: 'silent', leftMs: 29_001 }, 'REQUEST_IN_PROGRESS', '30'],
    [{ state: 'silent', leftMs: 0 }, 'REQUEST_IN_PROGRESS', '1'],
    [{ state: 'unknown', attempt: 3, leftMs: 1000 }, 'OUTCOME_UNKNOWN', undefined],
    [{ state: 'mismatch' }, 'IDEMPOTENCY_KEY_REUSED', undefined],
  ])('answered with %j gives %s', async (answer, code, retryAfter) => {
    const { handler, complete, release } = handlerOn({ begin: () => answer });
    const operation = jest.fn();
    const refusal = await handler.execute('k', BODY, operation).catch((error) => error);
    expect(refusal.code).toBe(code);
    expect(refusal.headers['Retry-After']).toBe(retryAfter);
    expect(operation).not.toHaveBeenCalled();
    expect(complete).not.toHaveBeenCalled();
    expect(release).not.toHaveBeenCalled();
  });

  test('is LOCK_FAILED with a jittered Retry-After for a foreign record', async () => {
    const { handler } = handlerOn({ begin: answered('foreign') });
    const refusal = await handler.execute('k', BODY, jest.fn()).catch((error) => error);
    expect(refusal.code).toBe('LOCK_FAILED');
    expect(refusal.message).toContain('has a record');
    expect(refusal.headers['Idempotency-Status']).toBe('unreadable');
    expect(refusal.headers['Retry-After']).toMatch(/^[123]$/);
  });

  test('is LOCK_FAILED and takes nothing back when the store is out of reach', async () => {
    const { handler, release } = handlerOn({ begin: unreachable });
    const refusal = await handler.execute('k', BODY, jest.fn()).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'LOCK_FAILED', cause: { code: 'CONNECT_FAILED' } });
    expect(refusal.headers).not.toHaveProperty('Idempotency-Status');
    expect(release).not.toHaveBeenCalled();
  });

  test('is LOCK_FAILED and runs nothing when it owns the key after its lease', async () => {
    const own = { state: 'own', fence: 1, attempt: 2, isRecovery: true, leftMs: 0 };
    const begin = () => {
      for (const sent = performance.now(); performance.now() < sent + 60;);
      return own;
    };
    const { handler, release } = handlerOn({ begin }, { lockTTL: 0.05 });
    const operation = jest.fn();
    const refusal = await handler.execute('k', BODY, operation).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'LOCK_FAILED', retryable: true });
    expect(operation).not.toHaveBeenCalled();
    expect(release).toHaveBeenCalledWith(expect.objectContaining({ reason: 'undo' }));
  });

  test('carries the policies of the call', async () => {
    const { handler, begin } = handlerOn({}, { onAbandoned: 'conflict', resultTTL: 10 });
    await handler.execute('k', BODY, () => 1, { lockTTL: 30, maxAttempts: 7 });
    expect(begin).toHaveBeenCalledWith(
      expect.objectContaining({
        leaseMs: 30_000,
        keepMs: 7 * 86_400_000,
        onAbandoned: 'conflict',
        maxAttempts: 7,
        otherFingerprint: '',
        hint: expect.stringMatching(/^[\w-]{11}$/),
        token: expect.stringMatching(/^[\w-]{22}$/),
        fingerprint: expect.stringMatching(/^[\w-]{49}$/),
      }),
    );
  });
});

test('keyHint: false leaves no trace of the key alone', async () => {
  const { handler, begin, complete } = handlerOn({}, { keyHint: false });
  await handler.execute('k', BODY, () => 1);
  expect(begin.mock.calls[0][0].hint).toBe('');
  expect(complete.mock.calls[0][0].hint).toBe('');
});

describe('complete', () => {
  test('carries the answer of begin and is called once', async () => {
    const { handler, begin, complete } = handlerOn({});
    await handler.execute('k', BODY, () => ({ a: 1 }), { resultTTL: 10 });
    const [[{ id, token, fingerprint, hint }]] = begin.mock.calls;
    expect(complete).toHaveBeenCalledTimes(1);
    expect(complete).toHaveBeenCalledWith({
      ...{ id, token, fingerprint, otherFingerprint: '', hint, label: '', fence: 5, attempt: 2 },
      ...{ ttlMs: 10_000, kind: 'value', isOwner: true, record: '' },
      payload: Buffer.from('j{"a":1}'),
      timeoutMs: expect.any(Number),
    });
  });

  test.each([['stored'], ['late-win'], ['adopted'], ['duplicate']])(
    'returns its own result when it is answered %s',
    async (state) => {
      const { handler } = handlerOn({ complete: answered(state) });
      const outcome = await handler.execute('k', BODY, () => 1);
      expect(outcome).toEqual({ result: 1, cached: false });
    },
  );

  const lazy = {
    get charge() {
      throw new Error('not loaded');
    },
  };
  const unreadable = {
    serialize: (value) => JSON.stringify(value),
    deserialize: () => Promise.reject(new Error('no key')),
  };

  test.each([
    ['JSON cannot read', lazy, 'tombstone', {}],
    ['the serializer cannot read back', { charge: 1 }, 'value', { serializer: unreadable }],
  ])('is made for a result that %s, and its caller gets it', async (_, value, kind, options) => {
    const { handler, complete } = handlerOn({}, options);
    const { result } = await handler.execute('k', BODY, () => value);
    expect(result).toBe(value);
    expect(complete.mock.calls).toEqual([[expect.objectContaining({ kind })]]);
  });

  test('returns the result of the winner when it is answered lost', async () => {
    const payload = Buffer.from('j"winner"');
    const lost = { state: 'lost', leftMs: 1, kind: 'value', payload };
    const { handler } = handlerOn({ complete: () => lost });
    const outcome = await handler.execute('k', BODY, () => 'loser');
    expect(outcome).toEqual({ result: 'winner', cached: true });
  });

  test.each([['gone'], ['mismatch'], ['foreign']])(
    'returns its own result as not stored when it is answered %s',
    async (state) => {
      const { handler } = handlerOn({ complete: answered(state) });
      const outcome = await handler.execute('k', BODY, () => 1);
      expect(outcome).toEqual({ result: 1, cached: false, status: 'not-stored' });
    },
  );

  test('does not lose the key when a renewal overtakes its answer', async () => {
    const overtaken = createGate();
    const renew = () => {
      setImmediate(overtaken.open);
      return { state: 'done' };
    };
    const complete = () => overtaken.passed.then(() => ({ state: 'stored' }));
    const types = [];
    const onEvent = ({ type }) => types.push(type);
    const { handler } = handlerOn({ complete, renew }, { lockTTL: 0.1, onEvent });
    let signal;
    await handler.execute('k', BODY, (context) => {
      signal = context.signal;
    });
    expect(types).not.toContain('lease-lost');
    expect(signal.aborted).toBe(false);
  });

  test('makes the outcome of an error unknown when it is answered fenced', async () => {
    const cause = new Error('no');
    const { handler } = handlerOn({ complete: answered('fenced') });
    const executed = handler.execute('k', BODY, () => Promise.reject(cause));
    await expect(executed).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      retryable: true,
      cause,
    });
  });

  test('returns the result and offers it in the background when the store is out of reach', async () => {
    let reachable = false;
    const complete = (call) => (reachable ? { state: 'stored', call } : unreachable());
    const { handler, complete: mock, renew } = handlerOn({ complete });
    const outcome = await handler.execute('k', BODY, () => 'paid', { lockTTL: 3 });
    expect(outcome).toEqual({ result: 'paid', cached: false, status: 'not-stored' });
    const renewals = renew.mock.calls.length;
    await until(() => renew.mock.calls.length > renewals, 'the lease is renewed on');
    reachable = true;
    const stored = () => mock.mock.results.some(({ type }) => type === 'return');
    await until(stored, 'the result is stored');
    const tokens = mock.mock.calls.map(([{ token }]) => token);
    expect(new Set(tokens).size).toBe(1);
  });
});

describe('release', () => {
  test.each([
    [503, 'free'],
    [504, 'silent'],
  ])('a status of %i gives the key up as %s', async (status, reason) => {
    const error = Object.assign(new Error('x'), { status });
    const { handler, release, complete } = handlerOn({});
    await expect(handler.execute('k', BODY, () => Promise.reject(error))).rejects.toBe(error);
    expect(release).toHaveBeenCalledTimes(1);
    expect(release).toHaveBeenCalledWith(expect.objectContaining({ reason }));
    expect(complete).not.toHaveBeenCalled();
  });

  test('a policy that fails leaves the key silent and its own error to the caller', async () => {
    const { handler, release } = handlerOn({}, { storeIf: () => 'maybe' });
    const executed = handler.execute('k', BODY, () => Promise.reject(new Error('x')));
    await expect(executed).rejects.toThrow('`storeIf` must return');
    expect(release).toHaveBeenCalledWith(expect.objectContaining({ reason: 'silent' }));
  });
});

describe('an owner that lost its key', () => {
  const overrides = { lockTTL: 0.1 };

  test('is told by the signal, and a value of it is offered all the same', async () => {
    const { handler, complete } = handlerOn({ renew: answered('lost') });
    const outcome = await handler.execute('k', BODY, untilAborted('value'), overrides);
    expect(outcome).toEqual({ result: 'value', cached: false });
    expect(complete).toHaveBeenCalledTimes(1);
  });

  test('is refused as OUTCOME_UNKNOWN when its operation throws', async () => {
    const { handler, complete, release } = handlerOn({ renew: answered('lost') });
    const cause = new Error('aborted');
    const operation = async (context) => {
      await untilAborted()(context);
      throw cause;
    };
    const executed = handler.execute('k', BODY, operation, overrides);
    await expect(executed).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      retryable: true,
      cause,
    });
    expect(complete).not.toHaveBeenCalled();
    expect(release).toHaveBeenCalledWith(expect.objectContaining({ reason: 'silent' }));
  });

  test('is told by the signal too when the store is out of reach', async () => {
    const { handler } = handlerOn({ renew: unreachable });
    const outcome = await handler.execute('k', BODY, untilAborted('value'), overrides);
    expect(outcome).toEqual({ result: 'value', cached: false });
  });

  function untilAborted(value) {
    return async ({ signal }) => {
      const gate = createGate();
      if (signal.aborted) gate.open();
      signal.addEventListener('abort', gate.open);
      await gate.passed;
      expect(signal.reason.code).toBe('LEASE_LOST');
      return value;
    };
  }
});

describe("onStoreDown: 'open'", () => {
  test('runs unprotected and offers the result in the background', async () => {
    const { handler, complete } = handlerOn({ begin: unreachable }, { onStoreDown: 'open' });
    const outcome = await handler.execute('k', BODY, () => 'ran');
    expect(outcome).toEqual({ result: 'ran', cached: false, status: 'unprotected' });
    await until(() => complete.mock.calls.length === 1, 'the result is offered');
  });

  test('gives the key up as silent after an error', async () => {
    const { handler, release } = handlerOn({ begin: unreachable }, { onStoreDown: 'open' });
    await expect(handler.execute('k', BODY, () => Promise.reject('no'))).rejects.toBe('no');
    await until(() => release.mock.calls.length === 1, 'the key is given up');
    expect(release).toHaveBeenCalledWith(expect.objectContaining({ reason: 'silent' }));
  });

  test.each([
    ['WRONG_TYPE', 'unreadable'],
    ['STORE_CLOSED', undefined],
  ])(
    'runs nothing for %s: the store is not down, and Idempotency-Status is %s',
    async (code, status) => {
      const begin = () => {
        throw new StoreError(code, 'no', { retry: 'no' });
      };
      const { handler } = handlerOn({ begin }, { onStoreDown: 'open' });
      const operation = jest.fn();
      const executed = handler.execute('k', BODY, operation);
      const error = await executed.catch((thrown) => thrown);
      expect(error).toMatchObject({ code: 'LOCK_FAILED', cause: { code } });
      expect(error.headers['Idempotency-Status']).toBe(status);
      expect(operation).not.toHaveBeenCalled();
    },
  );

  test('runs nothing for a store that is closed while it is down', async () => {
    let closing;
    const begin = () => {
      closing ??= store.close();
      return unreachable();
    };
    const { handler, store } = handlerOn({ begin }, { onStoreDown: 'open' });
    const operation = jest.fn();
    const executed = handler.execute('k', BODY, operation);
    await expect(executed).rejects.toMatchObject({ code: 'LOCK_FAILED' });
    await closing;
    expect(operation).not.toHaveBeenCalled();
  });
});

test('a record that vanishes while its key is waited for is never begun anew', async () => {
  const answers = [
    { state: 'running', leftMs: 9000, elapsedMs: 1 },
    { state: 'own', fence: 9, attempt: 1, isRecovery: false, leftMs: 60_000 },
  ];
  const freed = { fingerprint: '', fence: 5, attempt: 1, beganMs: 0, leftMs: 0, expiresMs: 9000 };
  const { handler, release } = handlerOn({
    begin: () => answers.shift(),
    inspect: () => ({ state: 'freed', label: '', bytes: 0, ...freed }),
  });
  const operation = jest.fn();
  const refused = handler.execute('k', BODY, operation, { inProgress: 'wait' });
  await expect(refused).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  expect(operation).not.toHaveBeenCalled();
  expect(release).toHaveBeenCalledWith(expect.objectContaining({ reason: 'undo' }));
});
