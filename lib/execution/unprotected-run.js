'use strict';

const { keepValue } = require('../result/keep-outcome');
const { ownOutcome } = require('./own-outcome');
const {
  OperationContext,
  Unowned,
  startOperation,
  storingNothing,
} = require('../operation/operation-context');
const { RunEvents } = require('./run-events');
const { verdictOn } = require('../result/verdict');

/** @import { Operation } from '../operation/operation-context' */
/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { AnAttempt } from './attempt' */
/** @import { Outcome } from './run' */
/** @import { Settings } from './settings' */

/**
 * Runs an operation while its store is down, where `onStoreDown: 'open'` asks for that, and tells the store of it later. Resolves to
 * an outcome of an execution, with the status 'unprotected'.
 * @param {Operation} operation
 * @param {AnAttempt} attempt
 * @param {Settings} settings
 * @param {RequestIdentity} request
 * @returns {Promise<Outcome>}
 */
async function runUnprotected(operation, attempt, settings, request) {
  const own = storingNothing(attempt.transactions);
  const context = new OperationContext(request, attempt, new Unowned(), own);
  const events = new RunEvents(attempt, settings, request);
  request.report?.runs('unprotected');
  let value;
  try {
    value = await startOperation(operation, context);
  } catch (thrown) {
    events.threw(thrown);
    attempt.releaseLater('silent', 'unprotected');
    return { cached: false, status: 'unprotected', thrown };
  }
  events.returned(value);
  const verdict = verdictOn('verdictOfValue', value, settings, request, context);
  if (verdict !== 'store') {
    attempt.releaseLater(verdict, 'unprotected');
    return { cached: false, status: 'unprotected', value };
  }
  const encoded = await keepValue(value, settings, request);
  attempt.keepOffering(encoded, () => {}, 'unprotected');
  return ownOutcome(encoded, value, false, 'unprotected', settings, request);
}

module.exports = { runUnprotected };
