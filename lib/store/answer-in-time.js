'use strict';

const { settledInTime } = require('../util/timers');
const { StoreError } = require('../errors/store-error');

/**
 * Settles as `answering` does, or rejects when it has not after `timeoutMs`: what it asked for may have happened then.
 * The stores of the package keep to a time limit themselves; a user's may not, and no request may hang on it.
 */
function answerInTime(answering, timeoutMs) {
  return settledInTime(
    answering,
    timeoutMs,
    () => new StoreError('STORE_TIMEOUT', 'the store did not answer in time'),
  );
}

module.exports = { answerInTime };
