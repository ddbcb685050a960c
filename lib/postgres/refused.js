'use strict';

const { lockFailed } = require('../errors/refusals');
const { storeErrorOf } = require('./sql-errors');

// A COMMIT may wait for the disk, and for a standby.
const COMMIT_MS = 5000;

/**
 * A failure of BEGIN is a 503: nothing was done.
 * @param {unknown} error
 * @returns {never}
 */
function refuseBegin(error) {
  throw lockFailed(storeErrorOf(error, false));
}

/**
 * A failure of COMMIT is a 503 as well, unless the store finds that it has arrived. A constraint of the app that is checked at the
 * COMMIT fails as one that is checked before: the app gets the error of its driver.
 * @param {unknown} error
 * @returns {never}
 */
function refuseCommit(error) {
  const told = storeErrorOf(error);
  throw told.retry === 'no' && told.cause !== undefined ? told.cause : lockFailed(told);
}

module.exports = { COMMIT_MS, refuseBegin, refuseCommit };
