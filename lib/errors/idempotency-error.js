'use strict';

const { helpOf } = require('../util/help');

// Every failure that a client can see, in one list: HTTP status, whether the same request may be sent again, and one
// sentence for the client. No sentence holds a key, a token, a fingerprint or a server's text.
const CODES = {
  IDEMPOTENCY_KEY_REQUIRED: [400, false, 'This operation requires an Idempotency-Key header.'],
  INVALID_IDEMPOTENCY_KEY: [
    400,
    false,
    'The Idempotency-Key header must hold one key of 1 to 255 allowed characters.',
  ],
  INVALID_BODY: [400, false, 'The request body is not valid UTF-8 JSON or is nested too deeply.'],
  BODY_TOO_LARGE: [413, false, 'The request body is larger than an idempotent request may be.'],
  UNSUPPORTED_MEDIA_TYPE: [
    415,
    false,
    'No body parser before the idempotency middleware takes the Content-Type of this request.',
  ],
  IDEMPOTENCY_KEY_REUSED: [
    422,
    false,
    'This idempotency key was already used with a different request.',
  ],
  REQUEST_IN_PROGRESS: [
    409,
    true,
    'A request with this idempotency key is still being processed. Retry later.',
  ],
  OUTCOME_UNKNOWN: [
    409,
    false,
    'The outcome of an earlier request with this idempotency key is not known.',
  ],
  RESULT_NOT_REPLAYABLE: [
    409,
    false,
    'The request was processed, but its result cannot be replayed.',
  ],
  ATTEMPT_CHANGED: [
    409,
    false,
    'The record is not that of the attempt that you have seen. Look again before you decide.',
  ],
  TOO_MANY_WAITERS: [
    429,
    true,
    'Too many requests wait for one with this idempotency key. Retry later.',
  ],
  LOCK_FAILED: [
    503,
    true,
    'The idempotency store is not available. This request did nothing; retry it later with the same key.',
  ],
  LEASE_LOST: [500, true, 'The ownership of this operation may have been lost.'],
  OPERATION_TIMEOUT: [500, true, 'The operation took longer than it is allowed to.'],
  TRANSACTION_NOT_COMMITTED: [
    500,
    true,
    'The transaction that was to store the result was not committed, so that nothing was stored.',
  ],
  BODY_NOT_READ: [
    500,
    false,
    'The request has a body that no parser has read. Mount a body parser for this content type before the handler. ' +
      'In NestJS, use the module of onceonly/nestjs, or mount the middleware with consumer.apply() on Express.',
  ],
  BODY_NOT_COMPARABLE: [
    500,
    false,
    'The parsed body has no JSON form, so that no fingerprint can be taken of it. Leave plain data in req.body.',
  ],
  EXECUTE_TWICE: [
    500,
    false,
    'execute() was called twice for one request. Call it once, or use one IdempotencyHandler per operation.',
  ],
  RESPONSE_NOT_CAPTURABLE: [
    500,
    false,
    'The response is an event stream or an upgrade, which cannot be replayed. Mount the route before the middleware, or use execute().',
  ],
  SCOPE_MISSING: [
    500,
    false,
    'The scope option threw or returned no text. Return a non-empty string for every request.',
  ],
  NOT_MOUNTED: [
    500,
    false,
    'The idempotency() middleware is not mounted before this route. Add app.use(idempotency(...)).',
  ],
};

// Made once: a refusal is answered on the path of a request.
const HELP = Object.fromEntries(Object.keys(CODES).map((code) => [code, helpOf('errors', code)]));

// The same in every copy of the package that a process has loaded.
const BRAND = Symbol.for('onceonly.error');

/** @typedef {IdempotencyError} Refused */

/**
 * The one error class of the package. Express's own error handler sends the right status for it.
 *
 * - `code` names the case. `status` = `statusCode` is the HTTP status.
 * - `expose`: the message may be shown. `retryable`: the same request may be sent again.
 * - `headers` go with the response. `cause` is the error behind it. `help` is the place of its section in the
 *   reference.
 */
class IdempotencyError extends Error {
  /**
   * @param {keyof typeof CODES} code
   * @param {{ message?: string, status?: number, headers?: Record<string, string>, cause?: unknown, retryable?: boolean }} [options]
   */
  constructor(code, { message, status, headers, cause, retryable } = {}) {
    const [statusByDefault, retryableByDefault, text] = /** @type {[number, boolean, string]} */ (
      CODES[code]
    );
    super(message ?? text, cause === undefined ? undefined : { cause });
    this.name = 'IdempotencyError';
    this.code = code;
    this.status = status ?? statusByDefault;
    this.statusCode = this.status;
    this.expose = this.status < 500;
    this.retryable = retryable ?? retryableByDefault;
    this.headers = headers ?? {};
    this.help = HELP[code];
  }

  get [BRAND]() {
    return true;
  }

  /**
   * The errors of every copy of the package are instances of its class; a class made from it knows its own only.
   * @param {unknown} value
   */
  static [Symbol.hasInstance](value) {
    if (this !== IdempotencyError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return isIdempotencyError(value);
  }
}

/** Whether this or another copy of the package has made the error. @returns {value is IdempotencyError} */
function isIdempotencyError(/** @type {any} */ value) {
  return typeof value === 'object' && value !== null && value[BRAND] === true;
}

module.exports = { IdempotencyError, isIdempotencyError, CODES };
