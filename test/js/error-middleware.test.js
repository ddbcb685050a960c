'use strict';

const { IdempotencyError, idempotencyErrors } = require('onceonly');

const { CODES } = require('../../lib/errors.js');
const { FakeResponse } = require('./fake-response.js');

const handle = idempotencyErrors();

/** What becomes of an error: the response, and what `next` was called with. */
function handled(error, response = new FakeResponse()) {
  const next = jest.fn();
  handle(error, {}, response, next);
  return { response, next };
}

test('Express knows it as error middleware', () => {
  expect(handle).toHaveLength(4);
});

test.each(Object.keys(CODES))('%s is a problem of RFC 9457', (code) => {
  const cause = new Error('NOAUTH secret of the server');
  const error = new IdempotencyError(code, { headers: { 'Retry-After': '2' }, cause });
  const { response, next } = handled(error);
  const body = JSON.parse(response.body);
  expect(next).not.toHaveBeenCalled();
  expect(response.statusCode).toBe(CODES[code][0]);
  expect(response.headers).toEqual({
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(response.body),
    'retry-after': '2',
  });
  expect(body).toEqual({
    type: expect.stringMatching(/^https:/),
    title: expect.stringMatching(/^[A-Z][a-z ]+$/),
    status: error.status,
    detail: error.message,
    error: code,
    message: error.message,
    retryable: error.retryable,
  });
  expect(String(response.body)).not.toContain('secret of the server');
});

test.each([
  ['an error of the app', new Error('x')],
  ['an error that looks like one', { code: 'LOCK_FAILED', status: 503, headers: {} }],
  ['nothing', undefined],
])('%s goes on', (_, error) => {
  const { response, next } = handled(error);
  expect(next.mock.calls).toEqual([[error]]);
  expect(response.body).toBeUndefined();
});

test('an error after the headers were sent goes on', () => {
  const error = new IdempotencyError('LOCK_FAILED');
  const { response, next } = handled(error, new FakeResponse({ headersSent: true }));
  expect(next.mock.calls).toEqual([[error]]);
  expect(response.statusCode).toBe(200);
});
