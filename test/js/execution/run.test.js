'use strict';

const { once } = require('node:events');

const { createGate } = require('../../helpers/gate.js');
const { until } = require('../../helpers/until.js');
const { OWN, answered, handlerOn, unreachable } = require('../mock-handler.js');

const BODY = { amount: 1 };

/** A handler whose every begin takes an abandoned key over, and what `onAbandoned` is asked. */
function recoveryOn(onAbandoned, methods, options) {
  const ask = jest.fn(onAbandoned);
  const operation = jest.fn(({ attempt }) => ({ attempt }));
  const mocks = handlerOn(methods, { onAbandoned: ask, ...options });
  const execute = (overrides) => mocks.handler.execute('k', BODY, operation, overrides);
  return { ...mocks, ask, operation, execute };
}

const UNKNOWN = { code: 'OUTCOME_UNKNOWN', status: 409, retryable: true };
const unknownFor = (cause) => ({ ...UNKNOWN, cause });
const reasons = ({ mock }) => mock.calls.map(([{ reason }]) => reason);

describe('an abandoned attempt', () => {
  test('is answered with its result when it has completed, and the result is stored', async () => {
    const found = { status: 'completed', result: { charge: 'ch_1' } };
    const { execute, operation, complete, release } = recoveryOn(() => found);
    await expect(execute()).resolves.toEqual({ result: { charge: 'ch_1' }, cached: true });
    expect(operation).not.toHaveBeenCalled();
    expect(complete).toHaveBeenCalledTimes(1);
    expect(complete.mock.calls[0][0]).toMatchObject({
      kind: 'value',
      attempt: 2,
      payload: Buffer.from('j{"charge":"ch_1"}'),
    });
    expect(release).not.toHaveBeenCalled();
  });

  test.each([[undefined], [null], [0], [''], [false]])(
    'has the result %p when it has completed with it',
    async (result) => {
      const { execute } = recoveryOn(() => ({ status: 'completed', result }));
      await expect(execute()).resolves.toStrictEqual({ result, cached: true });
    },
  );

  test('runs in the attempt that asked when it was not started', async () => {
    const { execute, begin, operation, release } = recoveryOn(() => ({ status: 'not-started' }));
    await expect(execute()).resolves.toEqual({ result: { attempt: 2 }, cached: false });
    expect(begin).toHaveBeenCalledTimes(1);
    expect(operation).toHaveBeenCalledTimes(1);
    expect(release).not.toHaveBeenCalled();
  });

  test('does not run while its outcome is unknown, and the next request asks again', async () => {
    const { execute, ask, operation, complete, release } = recoveryOn(() => ({
      status: 'unknown',
    }));
    for (const times of [1, 2]) {
      await expect(execute()).rejects.toMatchObject(UNKNOWN);
      expect(ask).toHaveBeenCalledTimes(times);
    }
    expect(reasons(release)).toEqual(['undo', 'undo']);
    expect(operation).not.toHaveBeenCalled();
    expect(complete).not.toHaveBeenCalled();
  });

  test('has an unknown outcome when the question fails, and that error is not stored', async () => {
    const cause = Object.assign(new Error('the gateway is down'), { status: 503 });
    const { execute, operation, complete, release } = recoveryOn(() => Promise.reject(cause));
    await expect(execute()).rejects.toMatchObject(unknownFor(cause));
    expect(reasons(release)).toEqual(['undo']);
    expect(operation).not.toHaveBeenCalled();
    expect(complete).not.toHaveBeenCalled();
  });

  test('has an unknown outcome when the answer of the app is not allowed', async () => {
    const { execute, operation, release } = recoveryOn(() => 'completed');
    await expect(execute()).rejects.toMatchObject(unknownFor(expect.any(TypeError)));
    expect(reasons(release)).toEqual(['undo']);
    expect(operation).not.toHaveBeenCalled();
  });

  test('is asked for with the context of an operation', async () => {
    const { execute, ask, operation } = recoveryOn(() => ({ status: 'not-started' }));
    await execute();
    const [[asked]] = ask.mock.calls;
    const [[told]] = operation.mock.calls;
    expect(asked).toMatchObject({ key: 'k', attempt: 2, fence: 5, isRecovery: true });
    expect(asked.effectId).toBe(told.effectId);
    expect(asked.signal).toBeInstanceOf(AbortSignal);
  });

  test('is not asked for where no attempt was taken over', async () => {
    const { execute, ask } = recoveryOn(() => ({ status: 'unknown' }), {
      begin: () => ({ ...OWN, isRecovery: false }),
    });
    await expect(execute()).resolves.toEqual({ result: { attempt: 2 }, cached: false });
    expect(ask).not.toHaveBeenCalled();
  });
});

describe('a result that the app finds', () => {
  const found = { status: 'completed', result: 'found' };

  test('gives way to the result that another attempt has stored', async () => {
    const payload = Buffer.from('j"winner"');
    const complete = () => ({ state: 'lost', leftMs: 1, kind: 'value', payload });
    const { execute } = recoveryOn(() => found, { complete });
    await expect(execute()).resolves.toEqual({ result: 'winner', cached: true });
  });

  test('is returned and offered again when it cannot be stored now', async () => {
    let reachable = false;
    const complete = () => (reachable ? { state: 'stored' } : unreachable());
    const mocks = recoveryOn(() => found, { complete });
    const outcome = await mocks.execute();
    expect(outcome).toEqual({ result: 'found', cached: true, status: 'not-stored' });
    reachable = true;
    const stored = () => mocks.complete.mock.results.some(({ type }) => type === 'return');
    await until(stored, 'the result is stored');
  });

  test('is returned and stored as not replayable when it has no JSON form', async () => {
    const result = { total: 1n };
    const { execute, complete } = recoveryOn(() => ({ status: 'completed', result }));
    const status = 'not-replayable';
    await expect(execute()).resolves.toEqual({ result, cached: true, status });
    expect(complete.mock.calls[0][0].kind).toBe('tombstone');
  });
});

describe('an app that takes too long to find out', () => {
  const options = { operationTimeoutMs: 20 };
  const timedOut = unknownFor(expect.objectContaining({ code: 'OPERATION_TIMEOUT' }));

  /** Lets the time pass, then has the app answer as `end` opens the gate. */
  async function answerLate(end) {
    const gate = createGate();
    const mocks = recoveryOn(() => gate.passed.then(end), {}, options);
    await expect(mocks.execute()).rejects.toMatchObject(timedOut);
    const [[{ signal }]] = mocks.ask.mock.calls;
    expect(signal.reason.code).toBe('OPERATION_TIMEOUT');
    expect(mocks.release).not.toHaveBeenCalled();
    gate.open();
    return mocks;
  }

  test('has its late result stored', async () => {
    const { complete, operation } = await answerLate(() => ({
      status: 'completed',
      result: 'late',
    }));
    await until(() => complete.mock.calls.length === 1, 'it is stored');
    expect(complete.mock.calls[0][0].payload).toEqual(Buffer.from('j"late"'));
    expect(operation).not.toHaveBeenCalled();
  });

  test.each([
    ['that nothing was started', async () => ({ status: 'not-started' })],
    ['nothing', async () => ({ status: 'unknown' })],
    ['no answer that there is', async () => 'completed'],
    ['that it failed', () => Promise.reject(new Error('the gateway is down'))],
  ])('leaves the key abandoned when it then knows %s', async (_, end) => {
    const { release, complete, operation } = await answerLate(end);
    await until(() => release.mock.calls.length === 1, 'the key is given up');
    expect(reasons(release)).toEqual(['undo']);
    expect(complete).not.toHaveBeenCalled();
    expect(operation).not.toHaveBeenCalled();
  });

  test('leaves the operation its own time', async () => {
    const { execute } = recoveryOn(() => ({ status: 'not-started' }), {}, options);
    await expect(execute()).resolves.toEqual({ result: { attempt: 2 }, cached: false });
  });
});

describe('an owner that loses its key while the app finds out', () => {
  const renew = answered('lost');
  const overrides = { lockTTL: 0.1 };
  const whenLost = (found) => async (context) => {
    await once(context.signal, 'abort');
    return found;
  };

  test('does not run an operation that was not started, since another owner may', async () => {
    const mocks = recoveryOn(whenLost({ status: 'not-started' }), { renew });
    await expect(mocks.execute(overrides)).rejects.toMatchObject(UNKNOWN);
    expect(mocks.operation).not.toHaveBeenCalled();
    expect(mocks.complete).not.toHaveBeenCalled();
  });

  test('offers a result all the same', async () => {
    const mocks = recoveryOn(whenLost({ status: 'completed', result: 'found' }), { renew });
    await expect(mocks.execute(overrides)).resolves.toEqual({ result: 'found', cached: true });
    expect(mocks.complete).toHaveBeenCalledTimes(1);
  });
});

describe('an error that comes after the signal has aborted', () => {
  const errors = [
    ['the abort itself', (reason) => reason],
    ['an error to store', () => Object.assign(new Error('declined'), { status: 402 })],
    ['an error that frees its key', () => Object.assign(new Error('busy'), { retryable: true })],
    ['a value that is no error', () => 'declined'],
  ];
  const failing = (toError) => async (context) => {
    await once(context.signal, 'abort');
    throw toError(context.signal.reason);
  };

  test.each(errors)('does not decide about a lost key: %s', async (_, toError) => {
    const { handler, complete, release } = handlerOn({ renew: answered('lost') });
    const executed = handler.execute('k', BODY, failing(toError), { lockTTL: 0.1 });
    await expect(executed).rejects.toMatchObject(unknownFor(toError(expect.anything())));
    expect(complete).not.toHaveBeenCalled();
    expect(reasons(release)).toEqual(['silent']);
  });

  test.each(errors)('does not decide about a key after its time: %s', async (_, toError) => {
    const { handler, complete, release } = handlerOn();
    const executed = handler.execute('k', BODY, failing(toError), { operationTimeoutMs: 20 });
    const cause = expect.objectContaining({ code: 'OPERATION_TIMEOUT' });
    await expect(executed).rejects.toMatchObject(unknownFor(cause));
    await until(() => release.mock.calls.length > 0, 'the key is given up');
    expect(complete).not.toHaveBeenCalled();
    expect(reasons(release)).toEqual(['silent']);
  });

  test.each(errors)('does not decide about the key of a closed store: %s', async (_, toError) => {
    const begun = createGate();
    const { handler, store, complete, release } = handlerOn();
    const executed = handler.execute('k', BODY, (context) => {
      begun.open();
      return failing(toError)(context);
    });
    executed.catch(() => {});
    await begun.passed;
    await store.close();
    await expect(executed).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(complete).not.toHaveBeenCalled();
    expect(release).not.toHaveBeenCalled();
  });
});
