'use strict';

const { readOutcome } = require('../result/read-outcome');
const { STORED_LATE, tellStoredLate } = require('./stored-late');

/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { Answer } from '../waiting/waiters' */
/** @import { Outcome } from './run' */
/** @import { Events } from './run-events' */
/** @import { Settings } from './settings' */

/**
 * The outcome of a run whose result the store has not taken as that of the owner.
 * @param {Answer} answer
 * @param {Outcome} own
 * @param {Events} events
 * @param {Settings} settings
 * @param {RequestIdentity} request
 * @returns {Promise<Outcome>}
 */
async function settledOtherwise(answer, own, events, settings, request) {
  if (answer.state === 'fenced') throw events.fenced(own.thrown);
  tellStoredLate(events, answer);
  if (STORED_LATE.has(answer.state)) return own;
  const isLost = answer.state === 'lost';
  events.kept(isLost ? answer.kind : 'no');
  if (!isLost) return { ...own, status: 'not-stored' };
  const winner = await readOutcome(answer, settings, request);
  return { cached: true, ...winner };
}

module.exports = { settledOtherwise };
