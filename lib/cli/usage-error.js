'use strict';

/** A mistake on the command line. Its message says what to do, and names no value of a key. */
class UsageError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'UsageError';
  }
}

module.exports = { UsageError };
