'use strict';

const { IdempotencyError, idempotencyErrors } = require('onceonly');

const { CODES } = require('../../../../lib/errors/idempotency-error.js');
const { FakeResponse } = require('../../response/fake-response.js');

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
    'access-control-expose-headers':
      'Idempotency-Cached, Idempotent-Replayed, Idempotency-Status, Retry-After',
  });
  expect(body).toEqual({
    type: expect.stringMatching(/^urn:onceonly:problem:[a-z]+(-[a-z]+)*$/),
    title: expect.stringMatching(/^[A-Z][a-z ]+$/),
    status: error.status,
    detail: error.message,
    error: code,
    message: error.message,
    retryable: error.retryable,
    retryAfter: 2,
  });
  expect(String(response.body)).not.toContain('secret of the server');
});

test('each code has a problem type of its own', () => {
  const typeOf = (code) => JSON.parse(handled(new IdempotencyError(code)).response.body).type;
  const types = Object.keys(CODES).map(typeOf);
  expect(new Set(types).size).toBe(types.length);
  expect(typeOf('REQUEST_IN_PROGRESS')).toBe('urn:onceonly:problem:request-in-progress');
});

test('a problem without Retry-After has no retryAfter', () => {
  const { response } = handled(new IdempotencyError('IDEMPOTENCY_KEY_REUSED'));
  expect(JSON.parse(response.body)).not.toHaveProperty('retryAfter');
});

describe('a mistake of the app', () => {
  const cause = new TypeError('user is undefined');
  const mistake = new IdempotencyError('SCOPE_MISSING', { cause });

  function logged(error, logger) {
    const response = new FakeResponse();
    idempotencyErrors({ logger })(error, {}, response, () => {});
    return response;
  }

  test('is given to the logger with its cause, and to nobody else', () => {
    const logger = { error: jest.fn() };
    const response = logged(mistake, logger);
    expect(logger.error.mock.calls).toEqual([[{ err: mistake }, `onceonly: ${mistake.message}`]]);
    expect(response.statusCode).toBe(500);
    expect(String(response.body)).not.toContain('user is undefined');
  });

  test('is answered though the logger throws', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const error = () => {
      throw new Error('full disk');
    };
    expect(logged(mistake, { error }).statusCode).toBe(500);
    expect(warn.mock.calls[0][1].code).toBe('ONCEONLY_EVENT_HANDLER');
    warn.mockRestore();
  });

  test.each(Object.keys(CODES).filter((code) => CODES[code][0] !== 500))(
    'is told apart from %s, which is not logged',
    (code) => {
      const logger = { error: jest.fn() };
      logged(new IdempotencyError(code), logger);
      expect(logger.error).not.toHaveBeenCalled();
    },
  );
});

test.each([[null], [{ log: console }], [{ logger: {} }]])('options %p are refused', (options) => {
  expect(() => idempotencyErrors(options)).toThrow(TypeError);
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
