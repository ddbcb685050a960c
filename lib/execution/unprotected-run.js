'use strict';

const { keepValue, textOf } = require('../result/keep-outcome');
const { OperationContext, Unowned, startOperation } = require('../operation/operation-context');
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
  const context = new OperationContext(request, attempt, new Unowned());
  let value;
  try {
    value = await startOperation(operation, context);
  } catch (thrown) {
    attempt.releaseLater('silent', 'unprotected');
    return { cached: false, status: 'unprotected', thrown };
  }
  const verdict = verdictOn('verdictOfValue', value, settings, request, context);
  if (verdict !== 'store') {
    attempt.releaseLater(verdict, 'unprotected');
    return { cached: false, status: 'unprotected', value };
  }
  const encoded = await keepValue(value, settings, request);
  attempt.keepOffering(encoded, () => {}, 'unprotected');
  const text = textOf(encoded, settings, request);
  if (text !== undefined) return { cached: false, status: 'unprotected', value: undefined, text };
  const answer = await settings.outcomes.firstAnswer(value, encoded, settings, request);
  return { cached: false, status: 'unprotected', value: answer };
}

module.exports = { runUnprotected };
