'use strict';

/**
 * An encoded outcome. `payload` is text or bytes, and `bytes` the size for `maxResultBytes`. `ttlMs` is undefined for
 * `resultTTL`. `change` names the parts of an error that a retry will not have. `copy` is the encoded value, if a retry
 * is known to get the same.
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
