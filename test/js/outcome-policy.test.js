'use strict';

const { errorVerdict, statusVerdict } = require('../../lib/outcome-policy.js');

const withStatus = (status) => Object.assign(new Error('x'), { status });

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
  ])('that gives %p: %s', (answer, verdict) => {
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
    'that gives %p is a TypeError that says what to give',
    (answer) => {
      const run = () => errorVerdict(new Error('x'), { storeIf: () => answer });
      expect(run).toThrow(TypeError);
      expect(run).toThrow("storeIf returns true, false, 'store', 'free' or 'silent'");
    },
  );
});

describe('the verdict on a response', () => {
  const verdict = (status, settings) => statusVerdict(status, { cacheErrors: 'all', ...settings });

  test.each([
    [200, 'store'],
    [302, 'store'],
    [400, 'store'],
    [401, 'free'],
    [403, 'free'],
    [408, 'silent'],
    [425, 'free'],
    [429, 'free'],
    [500, 'store'],
    [503, 'free'],
    [504, 'silent'],
  ])('of status %i is %s', (status, expected) => {
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

  test('is what the functions of the app say, storeIf first', () => {
    const storeIf = jest.fn(() => 'silent');
    const cacheStatus = (status) => status < 300;
    expect(verdict(200, { storeIf, cacheStatus })).toBe('silent');
    expect(storeIf).toHaveBeenCalledWith({ status: 200, error: undefined });
    expect([verdict(200, { cacheStatus }), verdict(300, { cacheStatus })]).toEqual([
      'store',
      'free',
    ]);
    const wrong = [() => 'yes', async () => true, () => Promise.reject(new Error('unheard'))];
    for (const policy of wrong) {
      expect(() => verdict(200, { cacheStatus: policy })).toThrow(/cacheStatus returns/);
    }
  });

  test('follows cacheErrors from status 400 on', () => {
    const by = (cacheErrors) => [302, 404, 500].map((status) => verdict(status, { cacheErrors }));
    expect(by('client')).toEqual(['store', 'store', 'free']);
    expect(by('none')).toEqual(['store', 'free', 'free']);
  });
});
