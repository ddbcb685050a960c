'use strict';

const { isPromise } = require('../util/is-promise');
const { lostBytes } = require('./tombstone');

// The event for each error of a result that can't be replayed.
const EVENTS = {
  __proto__: null,
  RESULT_NOT_REPLAYABLE: 'not-replayable',
  LOCK_FAILED: 'foreign-record',
};

/**
 * Reads a stored outcome, `{ value }` or `{ thrown }`, or a promise of it. Throws an IdempotencyError for one that cannot be
 * replayed, and tells of it.
 */
function readOutcome(answer, settings, request) {
  try {
    const outcome = settings.outcomes.decode(answer, settings, request);
    if (!isPromise(outcome)) return outcome;
    return outcome.then(undefined, (error) => refuse(error, settings, request));
  } catch (error) {
    return refuse(error, settings, request);
  }
}

function refuse(error, { events }, request) {
  const type = EVENTS[error?.code];
  if (type !== undefined) events.emit(type, request, { bytes: lostBytes(error) });
  throw error;
}

module.exports = { readOutcome };
