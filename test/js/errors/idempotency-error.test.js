'use strict';

const { IdempotencyError } = require('onceonly');

const { CODES } = require('../../../lib/errors/idempotency-error.js');

const codes = Object.keys(CODES);

test.each(codes)('%s has its status, twice, and exposes its message below 500', (code) => {
  const error = new IdempotencyError(code);
  const [status, retryable, message] = CODES[code];
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ code, status, statusCode: status, retryable, message });
  expect(error.expose).toBe(status < 500);
  expect(error.name).toBe('IdempotencyError');
  expect(error.headers).toEqual({});
  expect(error.help).toBe(`onceonly/docs/reference/errors.md#${code.toLowerCase()}`);
  expect('cause' in error).toBe(false);
});

test('only the codes of requests that may be sent again are retryable', () => {
  const retryable = codes.filter((code) => new IdempotencyError(code).retryable);
  expect(retryable).toEqual([
    'REQUEST_IN_PROGRESS',
    'TOO_MANY_WAITERS',
    'LOCK_FAILED',
    'LEASE_LOST',
    'OPERATION_TIMEOUT',
    'TRANSACTION_NOT_COMMITTED',
  ]);
});

test('message, status, headers, cause and retryable may be given', () => {
  const options = { message: 'm', status: 500, headers: { A: '1' }, cause: null, retryable: false };
  const error = new IdempotencyError('LOCK_FAILED', options);
  expect(error).toMatchObject(options);
  expect('cause' in error).toBe(true);
});
