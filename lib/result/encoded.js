'use strict';

/**
 * What a record says that its payload is. A tombstone stands for a value that could not be kept.
 * @typedef {'value' | 'error' | 'tombstone'} Kind
 */

/**
 * A payload on its way to a store, or from it: text where JSON follows its first character.
 * @typedef {Buffer | string} Payload
 */

/**
 * What a retry will not have of an error.
 * @typedef {object} Change
 * @property {string} name  Name of its class.
 * @property {string} as  Name of the class as which it comes back.
 * @property {string[]} lost  Paths of the members that it lacks then.
 */

/**
 * What an encoder makes of an outcome.
 * @typedef {object} Encoded
 * @property {Kind} kind
 * @property {Payload | undefined} payload  Undefined if `why` is given.
 * @property {number | undefined} bytes  Those that `maxResultBytes` counts; undefined if nobody knows.
 * @property {number | undefined} ttlMs  How long it is kept; undefined for `resultTTL`.
 * @property {Change | undefined} change
 * @property {unknown} copy  The value that was encoded, if that is known to be what a retry will have.
 * @property {'too-large' | 'unserialisable' | 'endless' | 'lost' | 'sent' | 'no-room' | undefined} why  Why it cannot be kept.
 * @property {any} cause  The error behind `why`.
 */

/**
 * An outcome as it is offered to a store.
 * @typedef {Encoded & { payload: Payload }} Kept
 */

/**
 * An encoded outcome. `payload` is text or bytes, and `bytes` the size for `maxResultBytes`. `ttlMs` is undefined for
 * `resultTTL`. `change` names the parts of an error that a retry will not have. `copy` is the encoded value, if a retry
 * is known to get the same.
 * @param {Kind} kind
 * @param {Payload} payload
 * @param {number} bytes
 * @param {number} [ttlMs]
 * @param {Change} [change]
 * @param {unknown} [copy]
 * @returns {Kept}
 */
function kept(kind, payload, bytes, ttlMs, change, copy = undefined) {
  return { kind, payload, bytes, ttlMs, change, copy, why: undefined, cause: undefined };
}

/**
 * The same of an outcome that cannot be kept: `why` is 'too-large', 'unserialisable', 'endless', 'lost' or 'sent', `bytes`
 * undefined where nobody knows. `kind` is that of the outcome: a retry must not take a lost error for a success.
 * @param {Kind} kind
 * @param {Encoded['why']} why
 * @param {{ bytes?: number, ttlMs?: number, change?: Change, cause?: unknown }} [more]
 * @returns {Encoded}
 */
function unkept(kind, why, { bytes, ttlMs, change, cause } = {}) {
  return { kind, payload: undefined, bytes, ttlMs, change, copy: undefined, why, cause };
}

module.exports = { kept, unkept };
