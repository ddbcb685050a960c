'use strict';

const { keepValue } = require('../result/keep-outcome');

/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { Settings } from './settings' */
/** @import { EventType } from '../../types/events' */
/** @import { Answer } from '../waiting/waiters' */
/** @import { AnAttempt } from './attempt' */

/** @typedef {{ emit: (type: EventType, fields: {}) => void }} Told */

// Answers of a store to the outcome of an attempt that owns its key, and of one that no longer does.
const STORED_IN_TIME = new Set(['stored', 'duplicate']);
const STORED_LATE = new Set(['late-win', 'adopted', 'replaced']);

/**
 * Sends the event for a result that was offered after its caller was answered. No event if the store was not reached.
 * @param {Told} events
 * @param {Answer | undefined} answer
 */
function tellStoredLate(events, answer) {
  if (answer === undefined) return;
  const { state } = answer;
  // The result replaced an error that other clients may have received.
  if (state === 'replaced') events.emit('error-replaced', {});
  else if (STORED_IN_TIME.has(state) || STORED_LATE.has(state)) events.emit('stored-late', {});
  else events.emit(state === 'lost' ? 'result-conflict' : 'not-stored', {});
}

/**
 * Offers a result that came after its caller was answered, and sends the event for it.
 * @param {AnAttempt} attempt
 * @param {Told} events
 * @param {unknown} value
 * @param {Settings} settings
 * @param {RequestIdentity} request
 */
async function offerLate(attempt, events, value, settings, request) {
  const encoded = await keepValue(value, settings, request);
  let answer;
  try {
    answer = await attempt.complete(encoded);
  } catch {
    events.emit('not-stored', {});
    attempt.keepOffering(encoded, (later) => tellStoredLate(events, later));
    return;
  }
  tellStoredLate(events, answer);
}

module.exports = { STORED_IN_TIME, STORED_LATE, offerLate, tellStoredLate };
