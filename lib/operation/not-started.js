'use strict';

/** A handler was not called, since its request was answered or cut while the store was asked for the key, or refused. */
class NotStarted extends Error {}

/** Something else than the handler has ended the operation, and the handler may still run. Its `cause` is for the client. */
class NotEnded extends Error {}

/**
 * An error is the app's own, and a look at it may run the app's code.
 * @param {unknown} error
 * @returns {error is NotStarted}
 */
function isNotStarted(error) {
  try {
    return error instanceof NotStarted;
  } catch {
    return false;
  }
}

module.exports = { NotEnded, NotStarted, isNotStarted };
