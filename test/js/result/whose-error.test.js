'use strict';

const { IdempotencyError } = require('onceonly');
const { isOfClient, whoseError } = require('../../../lib/result/whose-error.js');

const errorWith = (fields, message = 'It failed.') => Object.assign(new Error(message), fields);
const reset = () => errorWith({ code: 'ECONNRESET' });

class HttpException extends Error {
  constructor(response, status) {
    super('Nest');
    Object.assign(this, { response, status, options: {} });
  }

  getResponse() {
    return this.response;
  }
}

describe('the app’s own', () => {
  test.each([
    ['an error', new Error('x')],
    ['one with a status', errorWith({ status: 503 })],
    ['one of ours', new IdempotencyError('LOCK_FAILED')],
    ['one of Nest', new HttpException({ statusCode: 503, message: 'busy' }, 503)],
    ['one of the file system', errorWith({ code: 'ENOENT', syscall: 'open', errno: -2 })],
    ['one of a database about its data', errorWith({ code: '23505', severity: 'ERROR' })],
    ['a numeric code', errorWith({ code: 23 })],
    ['plain headers', errorWith({ status: 429, headers: { 'Retry-After': '1' } })],
    ['its own meta and options', errorWith({ status: 503, meta: {}, options: { a: 1 } })],
    ['a wrapper that has a status, whatever its cause', errorWith({ status: 503, cause: reset() })],
    ['a wrapper of an own error', new Error('x', { cause: errorWith({ status: 503 }) })],
    ['text', 'ECONNRESET'],
    ['undefined', undefined],
    ['null', null],
    ['a function', () => {}],
  ])('%s', (_, error) => {
    expect(whoseError(error)).toBe('own');
  });
});

describe('another’s', () => {
  test.each([
    ['axios', { isAxiosError: true, response: undefined }],
    ['got', { code: 'ERR_NON_2XX_3XX_RESPONSE', timings: {}, response: { statusCode: 503 } }],
    ['ky', { response: { status: 500 }, request: {} }],
    ['the AWS SDK 3', { $metadata: { httpStatusCode: 503 }, $fault: 'server' }],
    ['the AWS SDK 2', { requestId: 'r', time: new Date(), statusCode: 503, retryable: true }],
    ['Stripe, without an answer', { rawType: undefined, requestId: undefined }],
    ['Twilio', { status: 503, moreInfo: 'https://example.com/20500' }],
    ['OpenAI', { status: 429, headers: new Headers(), requestID: 'r' }],
    ['Elasticsearch', { meta: { statusCode: 429 }, statusCode: 429 }],
    ['a client with options', { options: { method: 'POST', url: '/' }, status: 503 }],
    ['undici', { code: 'UND_ERR_RESPONSE', statusCode: 503 }],
    ['a Request-Id', { requestId: 'r', status: 503 }],
    ['an ended connection', { code: 'EPIPE' }],
    ['a status set on an error of the network', { code: 'ECONNRESET', status: 503 }],
    ['PostgreSQL that shuts down', { code: '57P01' }],
    ['PostgreSQL out of reach', { code: '08006' }],
    ['a stream of HTTP/2', { code: 'ERR_HTTP2_STREAM_ERROR' }],
    ['AbortError', { name: 'AbortError' }],
    ['MongoDB', { name: 'MongoNetworkError' }],
  ])('%s', (_, fields) => {
    expect(whoseError(errorWith(fields))).toBe('foreign');
  });

  test.each([
    ['fetch failed', new TypeError('fetch failed')],
    ['fetch that timed out', new DOMException('x', 'TimeoutError')],
    ['pg without a code', new Error('Connection terminated unexpectedly')],
    [
      'pg on a lost connection',
      new Error('Client has encountered a connection error and is not queryable'),
    ],
    ['a bare wrapper', new Error('x', { cause: reset() })],
    ['a wrapper of a wrapper', new Error('x', { cause: new Error('y', { cause: reset() }) })],
    ['one of several', new AggregateError([new Error('x'), reset()])],
    [
      'one that cannot be looked at',
      Object.defineProperty(new Error('x'), 'response', {
        get() {
          throw new Error('closed');
        },
      }),
    ],
  ])('%s', (_, error) => {
    expect(whoseError(error)).toBe('foreign');
  });

  test('a chain of causes that leads back to itself ends', () => {
    const error = new Error('x');
    error.cause = error;
    expect(whoseError(error)).toBe('own');
  });
});

describe('a definite refusal', () => {
  test.each([
    ['axios', { isAxiosError: true, response: { status: 402 } }],
    ['got', { timings: {}, response: { statusCode: 404 } }],
    ['Stripe', { rawType: 'card_error', statusCode: 402 }],
    ['the AWS SDK 3', { $metadata: { httpStatusCode: 400 } }],
    ['undici', { code: 'UND_ERR_RESPONSE', statusCode: 422 }],
  ])('comes from %s', (_, fields) => {
    expect(whoseError(errorWith(fields))).toBe('refused');
    expect(whoseError(new Error('x', { cause: errorWith(fields) }))).toBe('refused');
  });

  test.each([200, 302, 401, 403, 407, 408, 409, 421, 423, 425, 429, 500, 503])(
    'is not an answer of %i',
    (status) => {
      expect(whoseError(errorWith({ isAxiosError: true, response: { status } }))).toBe('foreign');
    },
  );

  test('is the status of the downstream, not the status written over it', () => {
    const error = errorWith({ isAxiosError: true, response: { status: 500 }, status: 400 });
    expect(whoseError(error)).toBe('foreign');
  });

  test('is no refusal beside a failure of another call', () => {
    const refusal = errorWith({ isAxiosError: true, response: { status: 402 } });
    expect(whoseError(new AggregateError([refusal, reset()]))).toBe('foreign');
  });
});

test('an error that only the network or a Request-Id tells apart is no client library’s', () => {
  expect([reset(), errorWith({ requestId: 'r' }), null, 'x'].map(isOfClient)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(isOfClient(errorWith({ isAxiosError: true }))).toBe(true);
});
