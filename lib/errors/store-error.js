'use strict';

// The same in every copy of the package that a process has loaded.
const BRAND = Symbol.for('onceonly.storeError');

/**
 * Why a store could not answer. `retry` is 'safe' when the store ran nothing, 'ambiguous' when it may have, 'no' when
 * another try cannot help. An error of any other class from a store in JavaScript counts as 'ambiguous'.
 */
class StoreError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{ retry?: 'no' | 'safe' | 'ambiguous', cause?: unknown }} [options]
   */
  constructor(code, message, { retry = 'ambiguous', cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StoreError';
    this.code = code;
    this.retry = retry;
  }

  get [BRAND]() {
    return true;
  }

  /**
   * Those of every copy of the package are instances of this class; a class made from it knows its own only.
   * @param {any} value
   */
  static [Symbol.hasInstance](value) {
    if (this !== StoreError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return isStoreError(value);
  }
}

/**
 * Whether a value is a StoreError, of any copy of the package.
 * @param {any} value
 * @returns {value is StoreError}
 */
function isStoreError(value) {
  return typeof value === 'object' && value !== null && value[BRAND] === true;
}

module.exports = { StoreError, isStoreError };
