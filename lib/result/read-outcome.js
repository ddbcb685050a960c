'use strict';

const { sealFields } = require('../errors/seal-error');
const { isPromise } = require('../util/is-promise');
const { lostBytes } = require('./tombstone');

/** @import { Later } from '../util/is-promise' */
/** @import { EventType } from '../../types/events' */
/** @import { Kind, Payload } from './encoded' */
/** @import { Decoded, OutcomeRequest, OutcomeSettings } from './operation-outcomes' */

/**
 * The event for each error of a result that can't be replayed.
 * @type {Record<string, EventType>}
 */
const EVENTS = {
  // @ts-expect-error A literal has a prototype to its type.
  __proto__: null,
  RESULT_NOT_REPLAYABLE: 'not-replayable',
  LOCK_FAILED: 'foreign-record',
};

/**
 * Reads a stored outcome, `{ value }` or `{ thrown }`, or a promise of it. Throws an IdempotencyError for one that cannot be
 * replayed, and tells of it.
 * @param {{ kind: Kind, payload: Payload }} answer
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @returns {Later<Decoded>}
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

/**
 * @param {any} error
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @returns {never}
 */
function refuse(error, { events }, request) {
  const type = EVENTS[error?.code];
  if (type !== undefined)
    events.emit(type, request, { bytes: lostBytes(error), ...sealFields(error.cause) });
  throw error;
}

module.exports = { readOutcome };
