'use strict';

const { OperationContext } = require('../../../lib/operation/operation-context.js');
const policy = require('../../../lib/result/policy.js');
const { NotEnded, NotStarted } = require('../../../lib/operation/not-started.js');
const { recordNames } = require('../../../lib/identity/record-id.js');

const request = { label: 'POST:/x' };
const withStatus = (status) => Object.assign(new Error('x'), { status });
const newContext = () =>
  new OperationContext({ key: 'k', id: recordNames({ key: 'k' }).id }, { attempt: 1 }, {});

function errorVerdict(error, settings, context = newContext()) {
  return policy.errorVerdict(error, { onAbandoned: 'retry', ...settings }, request, context);
}

let warned;
beforeEach(() => {
  warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
});
afterEach(() => warned.mockRestore());

describe('without options', () => {
  test.each([
    [400, 'store'],
    [401, 'free'],
    [402, 'store'],
    [403, 'free'],
    [404, 'store'],
    [408, 'silent'],
    [409, 'store'],
    [422, 'store'],
    [425, 'free'],
    [429, 'free'],
    [500, 'store'],
    [502, 'store'],
    [503, 'free'],
    [504, 'silent'],
  ])('a status of %i: %s', (status, verdict) => {
    expect(errorVerdict(withStatus(status), { cacheErrors: 'all' })).toBe(verdict);
    expect(errorVerdict({ statusCode: status }, { cacheErrors: 'all' })).toBe(verdict);
  });

  test.each([
    ['no status', new Error('x'), 'store'],
    ['a status that is no number', withStatus('503'), 'store'],
    ['a status that is no error', withStatus(200), 'store'],
    ['retryable', Object.assign(withStatus(402), { retryable: true }), 'free'],
    ['retryable that is not true', Object.assign(withStatus(402), { retryable: 1 }), 'store'],
    ['nothing thrown', undefined, 'store'],
    ['null thrown', null, 'store'],
    ['text thrown', 'x', 'store'],
  ])('%s', (_, error, verdict) => {
    expect(errorVerdict(error, { cacheErrors: 'all' })).toBe(verdict);
  });
});

describe('an error that says what became of the handler', () => {
  test.each([
    ['was not called', NotStarted, 'undo'],
    ['was given up while it runs', NotEnded, 'silent'],
  ])('gives its verdict without a policy of the app, where the handler %s', (_, Class, verdict) => {
    const policy = jest.fn(() => 'store');
    const settings = { cacheErrors: policy, storeIf: policy };
    expect(errorVerdict(new Class('x', { cause: withStatus(400) }), settings)).toBe(verdict);
    expect(policy).not.toHaveBeenCalled();
  });
});

describe('cacheErrors', () => {
  test.each([
    ['client', 404, 'store'],
    ['client', 500, 'free'],
    ['client', undefined, 'free'],
    ['client', 429, 'free'],
    ['client', 504, 'silent'],
    ['none', 404, 'free'],
    ['none', 500, 'free'],
    ['none', 408, 'silent'],
  ])('%s with a status of %p: %s', (cacheErrors, status, verdict) => {
    expect(errorVerdict(withStatus(status), { cacheErrors })).toBe(verdict);
  });

  test('a function is asked with the error and has the last word', () => {
    const cacheErrors = jest.fn(() => true);
    const error = withStatus(503);
    expect(errorVerdict(error, { cacheErrors })).toBe('store');
    expect(cacheErrors).toHaveBeenCalledWith(error);
  });
});

describe('storeIf', () => {
  test.each([
    [true, 'store'],
    [false, 'free'],
    ['store', 'store'],
    ['free', 'free'],
    ['silent', 'silent'],
  ])('returns %p for the verdict %s', (answer, verdict) => {
    const storeIf = jest.fn(() => answer);
    const error = withStatus(503);
    expect(errorVerdict(error, { storeIf, cacheErrors: 'none' })).toBe(verdict);
    expect(storeIf).toHaveBeenCalledWith({ status: 503, error });
  });

  test('an error without a status counts as 500', () => {
    const storeIf = jest.fn(() => true);
    errorVerdict('thrown', { storeIf });
    expect(storeIf).toHaveBeenCalledWith({ status: 500, error: 'thrown' });
  });

  test.each([[undefined], [null], [1], ['maybe'], [Promise.resolve(true)], ['toString']])(
    'is a TypeError with the allowed values when it returns %p',
    (answer) => {
      const run = () => errorVerdict(new Error('x'), { storeIf: () => answer });
      expect(run).toThrow(TypeError);
      expect(run).toThrow(
        "`storeIf` must return true, false, 'store', 'free' or 'silent' (received ",
      );
    },
  );
});

describe('an error of a client library', () => {
  const axios = (status) =>
    Object.assign(new Error('x'), { isAxiosError: true, status, response: { status } });
  const reset = () => Object.assign(new Error('x'), { code: 'ECONNRESET' });
  const named = () => {
    const context = newContext();
    expect(context.effectId).toHaveLength(36);
    return context;
  };

  test.each([401, 403, 408, 409, 425, 429, 500, 502, 503, 504])(
    'never frees the key with status %i',
    (status) => {
      expect(errorVerdict(axios(status), { cacheErrors: 'all' })).toBe('store');
      expect(errorVerdict(axios(status), { cacheErrors: 'all' }, named())).toBe('silent');
    },
  );

  test.each([400, 402, 404, 422])('is a refusal with status %i, which is stored', (status) => {
    expect(errorVerdict(axios(status), { cacheErrors: 'all' }, named())).toBe('store');
  });

  test('leaves the outcome to an `onAbandoned` function where there is one', () => {
    const settings = (onAbandoned) => ({ cacheErrors: 'all', onAbandoned });
    expect(
      errorVerdict(
        reset(),
        settings(() => {}),
      ),
    ).toBe('silent');
    expect(errorVerdict(reset(), settings('conflict'))).toBe('store');
    expect(errorVerdict(reset(), settings('conflict'), named())).toBe('silent');
  });

  test('runs again with a downstreamKey that stays the same, and not with one per attempt', () => {
    const [same, other] = [newContext(), newContext()];
    same.downstreamKey('mail');
    other.downstreamKey('mail', { perAttempt: true });
    expect(errorVerdict(reset(), { cacheErrors: 'all' }, same)).toBe('silent');
    expect(errorVerdict(reset(), { cacheErrors: 'all' }, other)).toBe('store');
  });

  test('does not run again because the operation asked whether it is a recovery', () => {
    const context = newContext();
    expect(context.isRecovery).toBe(undefined);
    expect(errorVerdict(reset(), { cacheErrors: 'all' }, context)).toBe('store');
  });

  test('follows the functions of the app', () => {
    const settings = [{ storeIf: () => 'free' }, { cacheErrors: () => false }];
    expect(settings.map((each) => errorVerdict(axios(503), each))).toEqual(['free', 'free']);
  });

  test.each([
    ['client', 500, 'free'],
    ['client', 504, 'silent'],
    ['client', 429, 'store'],
    ['client', 422, 'store'],
    ['none', 500, 'free'],
    ['none', 429, 'free'],
    ['none', 422, 'free'],
    ['none', 504, 'silent'],
  ])('follows cacheErrors %s, with status %i: %s', (cacheErrors, status, verdict) => {
    expect(errorVerdict(axios(status), { cacheErrors })).toBe(verdict);
  });

  test('has no `retryable` that is the word of the app, while a wrapper has', () => {
    const marked = Object.assign(axios(500), { retryable: true });
    expect(errorVerdict(marked, { cacheErrors: 'all' })).toBe('store');
    const wrapper = Object.assign(new Error('x', { cause: marked }), { retryable: true });
    expect(errorVerdict(wrapper, { cacheErrors: 'all' })).toBe('free');
    expect(errorVerdict(Object.assign(reset(), { retryable: true }), {})).toBe('free');
  });

  test('is warned of, once per route and class, when it is stored for want of a name', () => {
    class PaymentClientError extends Error {
      isAxiosError = true;
    }
    for (let i = 0; i < 2; i++) errorVerdict(new PaymentClientError('x'), { cacheErrors: 'all' });
    expect(warned.mock.calls).toEqual([
      [
        expect.stringContaining('at POST:/x (PaymentClientError). '),
        { type: 'OnceonlyWarning', code: 'ONCEONLY_FOREIGN_ERROR' },
      ],
    ]);
    errorVerdict(axios(500), { cacheErrors: 'all' }, named());
    errorVerdict(axios(402), { cacheErrors: 'all' });
    expect(warned).toHaveBeenCalledTimes(1);
  });
});

describe('the verdict on a response', () => {
  const verdict = (status, settings) =>
    policy.statusVerdict(status, { cacheErrors: 'all', ...settings }, request);

  test.each([
    [200, 'store'],
    [302, 'store'],
    [400, 'store'],
    [401, 'store'],
    [403, 'store'],
    [408, 'silent'],
    [425, 'silent'],
    [429, 'silent'],
    [500, 'store'],
    [502, 'store'],
    [503, 'silent'],
    [504, 'silent'],
  ])('with status %i is %s', (status, expected) => {
    expect(verdict(status, {})).toBe(expected);
  });

  test.each([
    [['2xx'], 201, 'store'],
    [['2xx'], 302, 'free'],
    [['2xx'], 500, 'free'],
    [['2xx'], 504, 'silent'],
    [['2xx', 503], 503, 'store'],
    [[504], 504, 'store'],
    [[], 200, 'free'],
  ])('by cacheStatus %p of status %i is %s', (cacheStatus, status, expected) => {
    expect(verdict(status, { cacheStatus })).toBe(expected);
  });

  test('follows the functions of the app, storeIf first', () => {
    const storeIf = jest.fn(() => 'silent');
    const cacheStatus = (status) => status < 300;
    expect(verdict(200, { storeIf, cacheStatus })).toBe('silent');
    expect(storeIf).toHaveBeenCalledWith({ status: 200, error: undefined });
    expect([verdict(200, { cacheStatus }), verdict(300, { cacheStatus })]).toEqual([
      'store',
      'free',
    ]);
    const wrong = [() => 'yes', async () => true, () => Promise.reject(new Error('unheard'))];
    for (const answer of wrong) {
      expect(() => verdict(200, { cacheStatus: answer })).toThrow('`cacheStatus` must return');
    }
  });

  test('follows cacheErrors from status 400 on', () => {
    const by = (cacheErrors) => [302, 404, 500].map((status) => verdict(status, { cacheErrors }));
    expect(by('client')).toEqual(['store', 'store', 'free']);
    expect(by('none')).toEqual(['store', 'free', 'free']);
    expect([
      verdict(429, { cacheErrors: 'client' }),
      verdict(503, { cacheErrors: 'client' }),
    ]).toEqual(['silent', 'free']);
    expect(verdict(504, { cacheErrors: 'none' })).toBe('silent');
  });

  test.each([425, 429, 503])(
    'is warned of for status %i, where the rule leaves it unknown',
    (status) => {
      verdict(status, {});
      const options = { type: 'OnceonlyWarning', code: 'ONCEONLY_UNKNOWN_STATUS' };
      const where = new RegExp(`POST:/x.${status} \\(${status}\\)`);
      policy.statusVerdict(status, { cacheErrors: 'all' }, { label: `POST:/x/${status}` });
      expect(warned).toHaveBeenCalledWith(expect.stringMatching(where), options);
    },
  );

  test('is not warned of where the app decides', () => {
    const elsewhere = { label: 'POST:/decided' };
    for (const settings of [
      { cacheStatus: ['2xx'] },
      { storeIf: () => 'silent' },
      { cacheErrors: 'none' },
    ]) {
      policy.statusVerdict(503, { cacheErrors: 'all', ...settings }, elsewhere);
    }
    expect(warned).not.toHaveBeenCalled();
  });
});
