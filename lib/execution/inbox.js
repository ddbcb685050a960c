'use strict';

const { Attempt } = require('./attempt');
const { refusal, storeClosed } = require('../errors/refusals');
const { IdempotencyError } = require('../errors/idempotency-error');
const {
  OperationContext,
  Unowned,
  startOperation,
  storingNothing,
} = require('../operation/operation-context');
const { ownOutcome } = require('./own-outcome');
const { keepValue, statusOf } = require('../result/keep-outcome');
const { readOutcome } = require('../result/read-outcome');
const { optionError } = require('../util/option-error');

/** @import { Operation } from '../operation/operation-context' */
/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { StoreParts, Verbs } from '../store/store' */
/** @import { Answer } from '../waiting/waiters' */
/** @import { Outcome } from './run' */
/** @import { Settings } from './settings' */

/**
 * Runs an operation wholly inside a transaction of the app: key, rows and result commit together. There is no lease: a crash
 * leaves nothing, and the next one begins anew. Nothing is tried again, since a transaction that has failed is over; what the
 * operation throws is not stored. Resolves to an outcome of an execution.
 * @param {StoreParts} store
 * @param {Settings} settings
 * @param {RequestIdentity} request
 * @param {Operation} operation
 * @param {unknown} executor
 * @returns {Promise<Outcome>}
 */
async function runInbox(store, settings, request, operation, executor) {
  const { transactions, activeRuns } = store;
  if (transactions === undefined) {
    const message =
      'the option `transaction` needs a store in your database, such as PostgresStore';
    throw optionError('method', message);
  }
  if (activeRuns.refusing) throw storeClosed();
  const verbs = transactions.verbsIn(executor);
  try {
    const attempt = new Attempt({ ...store, verbs }, settings, request);
    const begun = await begin(attempt, settings, request, transactions.isLocked);
    if (begun.state === 'done') {
      return { ...(await readOutcome(begun, settings, request)), cached: true };
    }
    attempt.won(begun);
    request.report?.found(attempt.attempt);
    request.report?.runs('executed');
    const own = storingNothing(transactions);
    const context = new OperationContext(request, attempt, new Unowned(), own);
    try {
      const value = await startOperation(operation, context).finally(() =>
        request.report?.finished(),
      );
      return await stored(attempt, verbs, value, settings, request);
    } catch (error) {
      await transactions.spoil?.(executor);
      throw error;
    }
  } finally {
    await verbs.close();
  }
}

/**
 * The answer of a begin that won the key or found its result.
 * @param {InstanceType<typeof Attempt>} attempt
 * @param {Settings} settings
 * @param {RequestIdentity} request
 * @param {(error: unknown) => boolean} isLocked
 * @returns {Promise<Answer>}
 */
async function begin(attempt, settings, request, isLocked) {
  request.report?.begins();
  let answer;
  try {
    answer = await attempt.tryBegin();
  } catch (cause) {
    if (isLocked(cause)) throw new IdempotencyError('REQUEST_IN_PROGRESS', { cause });
    throw cause;
  } finally {
    request.report?.claimed();
  }
  if (answer.state !== 'own' && answer.state !== 'done') throw refusal(answer, settings);
  return answer;
}

/**
 * @param {InstanceType<typeof Attempt>} attempt
 * @param {Verbs} verbs
 * @param {unknown} value
 * @param {Settings} settings
 * @param {RequestIdentity} request
 */
async function stored(attempt, verbs, value, settings, request) {
  const encoded = await keepValue(value, settings, request);
  const { state } = await attempt.completeIn(verbs, encoded);
  if (state !== 'stored') {
    throw new IdempotencyError('LEASE_LOST', { cause: new Error(`the store answered ${state}`) });
  }
  return ownOutcome(encoded, value, false, statusOf(encoded), settings, request);
}

module.exports = { runInbox };
