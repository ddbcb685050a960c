'use strict';

const { IdempotencyError } = require('./idempotency-error');
const { StoreError } = require('./store-error');

const LONGEST_RETRY_AFTER_S = 10;
// The key has a record, so that its operation may have run. It tells a client more than LOCK_FAILED alone.
const UNREADABLE = { 'Idempotency-Status': 'unreadable' };

/**
 * The error for the answer of a begin that neither won the key nor found its result. `mismatchStatus`: of the one for
 * another request under the same key.
 * @param {{ state: string, elapsedMs: number, leftMs: number }} answer
 * @param {{ mismatchStatus?: number }} [settings]
 */
function refusal(answer, { mismatchStatus } = {}) {
  switch (answer.state) {
    case 'running':
      return inProgress(Math.min(seconds(answer.elapsedMs), LONGEST_RETRY_AFTER_S));
    case 'silent':
      return inProgress(seconds(answer.leftMs));
    case 'unknown':
      return new IdempotencyError('OUTCOME_UNKNOWN');
    case 'mismatch':
      return keyReused(mismatchStatus);
    case 'foreign':
      return recordUnreadable(new Error('the store holds a foreign record'));
    default:
      return lockFailed(new Error(`the store answered ${answer.state}`));
  }
}

/**
 * 503: this request did nothing.
 * @param {unknown} [cause]
 */
function lockFailed(cause) {
  return new IdempotencyError('LOCK_FAILED', { cause, headers: soonAgain() });
}

/**
 * 503: the store has not told whether the key is new.
 * @param {any} error
 */
function beginFailed(error) {
  const cause = error.cause ?? error;
  return error.code === 'WRONG_TYPE' ? recordUnreadable(cause) : lockFailed(cause);
}

/**
 * 503: something was done, but what is stored of it cannot be read in this process now.
 * @param {unknown} cause
 */
function resultUnreadable(cause) {
  return unreadable('The stored result cannot be read now. Retry later.', cause);
}

/**
 * 503: the stored result was written by another version or with other settings. Nothing is run again for it.
 * @param {unknown} [cause]
 */
function neverReadable(cause) {
  return new IdempotencyError('LOCK_FAILED', {
    message: 'The stored result was written by another version or with another serializer.',
    retryable: false,
    headers: { ...UNREADABLE },
    cause,
  });
}

/** 503: the record of the key was made with other `fingerprint` options. */
function otherOptions() {
  return recordUnreadable(new Error('the record was stored under other fingerprint options'));
}

/** @param {unknown} cause */
function recordUnreadable(cause) {
  const message =
    'The key has a record that cannot be read or compared now. Retry later with the same key.';
  return unreadable(message, cause);
}

/**
 * @param {string} message
 * @param {unknown} cause
 */
function unreadable(message, cause) {
  const headers = { ...soonAgain(), ...UNREADABLE };
  return new IdempotencyError('LOCK_FAILED', { message, cause, headers });
}

/** 429: more requests wait for a key, or in the process, than are good for it. */
function tooManyWaiters() {
  return new IdempotencyError('TOO_MANY_WAITERS', { headers: soonAgain() });
}

// One to three seconds, so that clients do not come back all at once.
function soonAgain() {
  return { 'Retry-After': `${1 + Math.floor(Math.random() * 3)}` };
}

/**
 * 422 by default, as the IETF draft has it; some APIs have promised 409.
 * @param {number} [status]
 */
function keyReused(status) {
  return new IdempotencyError('IDEMPOTENCY_KEY_REUSED', { status });
}

/** @param {number} retryAfter */
function inProgress(retryAfter) {
  return new IdempotencyError('REQUEST_IN_PROGRESS', {
    headers: { 'Retry-After': `${retryAfter}` },
  });
}

/** @param {number} ms */
function seconds(ms) {
  return Math.max(1, Math.ceil(ms / 1000));
}

/** 503 while the store is being closed. */
function storeClosed() {
  return lockFailed(new StoreError('STORE_CLOSED', 'the store is closed', { retry: 'no' }));
}

/** 503: the lease of an attempt passed before its answer was read, as in a process that was frozen. */
function ownedTooLate() {
  return lockFailed(new Error('the lease had passed when the store answered'));
}

module.exports = {
  beginFailed,
  keyReused,
  lockFailed,
  neverReadable,
  otherOptions,
  ownedTooLate,
  refusal,
  resultUnreadable,
  storeClosed,
  tooManyWaiters,
};
