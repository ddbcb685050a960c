'use strict';

const { isIdempotencyError } = require('../errors/idempotency-error');
const { lockFailed } = require('../errors/refusals');
const { sealError } = require('../errors/seal-error');
const { isPromise } = require('../util/is-promise');
const { settledInTime } = require('../util/timers');

/** @import { Serializer } from '../../types/serializers' */

const BUDGET_MS = 2000;

/**
 * Undefined if the serializer can work now: nearly always. Otherwise a promise that rejects with LOCK_FAILED if it is not ready in
 * time. Ask it before anything runs whose result the serializer must keep.
 * @param {{ serializer?: Serializer, budgetMs?: number }} settings
 * @returns {Promise<void> | undefined}
 */
function whenReady({ serializer, budgetMs = BUDGET_MS }) {
  if (serializer === undefined || serializer.prepare === undefined) return undefined;
  try {
    const preparing = serializer.prepare();
    return isPromise(preparing) ? ready(preparing, budgetMs) : undefined;
  } catch (cause) {
    return Promise.reject(notReady(cause));
  }
}

/**
 * @param {Promise<unknown>} preparing
 * @param {number} budgetMs
 */
async function ready(preparing, budgetMs) {
  try {
    await settledInTime(Promise.resolve(preparing), budgetMs, () => sealError('KEYS_UNAVAILABLE'));
  } catch (cause) {
    throw notReady(cause);
  }
}

/** @param {unknown} cause */
function notReady(cause) {
  return isIdempotencyError(cause) && cause.code === 'LOCK_FAILED' ? cause : lockFailed(cause);
}

module.exports = { whenReady };
