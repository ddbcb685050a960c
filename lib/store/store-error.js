'use strict';

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
}

module.exports = { StoreError };
