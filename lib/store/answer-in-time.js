'use strict';

const { settledInTime } = require('../util/timers');
const { StoreError } = require('../errors/store-error');

/**
 * Settles as `answering` does, or rejects after `timeoutMs`. The call may still take effect. The stores of the package
 * keep to a time limit themselves. A user's may not, and no request may hang on it.
 */
function answerInTime(answering, timeoutMs) {
  return settledInTime(
    answering,
    timeoutMs,
    () => new StoreError('STORE_TIMEOUT', 'the store did not answer in time'),
  );
}

module.exports = { answerInTime };
