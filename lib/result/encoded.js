'use strict';

/**
 * What an encoder makes of an outcome. `payload` is text or bytes, `bytes` are those that `maxResultBytes` counts, `ttlMs` is
 * undefined for `resultTTL`, `change` says what a retry will not have of an error, `copy` is the value that was encoded where that is
 * known to be what a retry will have.
 */
function kept(kind, payload, bytes, ttlMs, change, copy = undefined) {
  return { kind, payload, bytes, ttlMs, change, copy, why: undefined, cause: undefined };
}

/**
 * The same of an outcome that cannot be kept: `why` is 'too-large', 'unserialisable', 'endless', 'lost' or 'sent', `bytes`
 * undefined where nobody knows. `kind` is that of the outcome: a retry must not take a lost error for a success.
 * @param {string} kind
 * @param {string} why
 * @param {{ bytes?: number, ttlMs?: number, change?: object, cause?: unknown }} [more]
 */
function unkept(kind, why, { bytes, ttlMs, change, cause } = {}) {
  return { kind, payload: undefined, bytes, ttlMs, change, copy: undefined, why, cause };
}

module.exports = { kept, unkept };
