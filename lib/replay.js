'use strict';

const { IdempotencyError } = require('./errors');
const { decodePayload } = require('./payload');

const LONGEST_RETRY_AFTER_S = 10;

/**
 * Turns the answer of a begin that did not win the key into what the caller gets: `{ value }` or `{ thrown }` of the
 * stored result. Throws an IdempotencyError for everything else.
 */
function replay(answer) {
  switch (answer.state) {
    case 'done':
    case 'lost':
      return decodePayload(answer.kind, answer.payload);
    case 'running':
      throw inProgress(Math.min(seconds(answer.elapsedMs), LONGEST_RETRY_AFTER_S));
    case 'silent':
      throw inProgress(seconds(answer.leftMs));
    case 'unknown':
      throw new IdempotencyError('OUTCOME_UNKNOWN');
    case 'mismatch':
      throw new IdempotencyError('IDEMPOTENCY_KEY_REUSED');
    default:
      throw lockFailed(new Error(`the store answered ${answer.state}`));
  }
}

/** 503: nothing was done. Retry-After is jittered so that clients do not come back all at once. */
function lockFailed(cause) {
  const retryAfter = 1 + Math.floor(Math.random() * 3);
  return new IdempotencyError('LOCK_FAILED', {
    cause,
    headers: { 'Retry-After': `${retryAfter}` },
  });
}

function inProgress(retryAfter) {
  return new IdempotencyError('REQUEST_IN_PROGRESS', {
    headers: { 'Retry-After': `${retryAfter}` },
  });
}

function seconds(ms) {
  return Math.max(1, Math.ceil(ms / 1000));
}

module.exports = { replay, lockFailed };
