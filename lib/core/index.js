'use strict';

const { isIdempotencyError } = require('../errors/idempotency-error');
const { PROBLEM_TYPE, problemText } = require('../http/problem');
const { argumentError } = require('../util/argument-error');
const { createIdempotency } = require('./idempotency');

/**
 * The response of a refusal, as `application/problem+json` (RFC 9457): `{ status, headers, body }`. Throws a TypeError for an error that
 * is no IdempotencyError.
 * @param {unknown} error
 */
function problemResponse(error) {
  if (!isIdempotencyError(error)) {
    throw argumentError('the argument of problemResponse()', 'an IdempotencyError', error);
  }
  const headers = { ...error.headers, 'Content-Type': PROBLEM_TYPE };
  return { status: error.status, headers, body: problemText(error) };
}

module.exports = { createIdempotency, problemResponse };
