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
const { reconcile, warnIfBlind } = require('./recovery');
const { RunEvents } = require('./run-events');
const { keepValue, statusOf } = require('../result/keep-outcome');
const { readOutcome } = require('../result/read-outcome');
const { optionError } = require('../util/option-error');

/** @import { Context, Operation } from '../operation/operation-context' */
/** @import { Reconciliation } from '../../types/operation' */
/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { StoreParts, Verbs } from '../store/store' */
/** @import { Answer } from '../waiting/waiters' */
/** @import { AnAttempt } from './attempt' */
/** @import { Outcome } from './run' */
/** @import { Events } from './run-events' */
/** @import { Settings } from './settings' */

/**
 * Runs an operation wholly inside a transaction of the app: key, rows and result commit together. There is no lease: a crash
 * leaves nothing, and the next one begins anew. Nothing is tried again, since a transaction that has failed is over; what the
 * operation throws is not stored. A key whose attempt outside of such a transaction was abandoned is taken over by the same rules as
 * anywhere. Resolves to an outcome of an execution.
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
  // A store that is being closed waits for it. Its key needs no hand-over, as long as nothing is committed.
  const owner = { place: -1, handOver() {} };
  activeRuns.enter(owner);
  try {
    const attempt = new Attempt({ ...store, verbs }, settings, request);
    const begun = await begin(attempt, settings, request, transactions.isLocked);
    if (begun.state === 'done') {
      return { ...(await readOutcome(begun, settings, request)), cached: true };
    }
    attempt.won(begun);
    try {
      const ran = await run(attempt, settings, request, operation);
      return await stored(attempt, verbs, ran, settings, request);
    } catch (error) {
      await transactions.spoil?.(executor);
      throw error;
    }
  } finally {
    activeRuns.leave(owner);
    await verbs.close();
  }
}

/**
 * The answer of a begin that won the key or found its result.
 * @param {AnAttempt} attempt
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
 * What the operation returns, or what the app finds of an attempt that was taken over.
 * @param {AnAttempt} attempt
 * @param {Settings} settings
 * @param {RequestIdentity} request
 * @param {Operation} operation
 * @returns {Promise<{ value: unknown, cached: boolean }>}
 */
async function run(attempt, settings, request, operation) {
  const events = new RunEvents(attempt, settings, request);
  const own = storingNothing(attempt.transactions);
  const context = new OperationContext(request, attempt, new Unowned(), own);
  if (attempt.isRecovery) {
    events.emit('taken-over', {});
    const found = await foundBefore(attempt, settings, context, events);
    if (found !== undefined) return { value: found.result, cached: true };
  }
  events.started();
  const value = await startOperation(operation, context).finally(() => request.report?.finished());
  if (attempt.isRecovery) warnIfBlind(context, settings, request);
  return { value, cached: false };
}

/**
 * The result that the app finds of the attempt that was taken over; undefined if the operation is to run.
 * @param {AnAttempt} attempt
 * @param {Settings} settings
 * @param {Context} context
 * @param {Events} events
 * @returns {Promise<Reconciliation & { status: 'completed' } | undefined>}
 */
async function foundBefore(attempt, { onAbandoned, maxAttempts }, context, events) {
  if (typeof onAbandoned !== 'function') return undefined;
  let found;
  try {
    found = await reconcile(onAbandoned, context);
  } catch (error) {
    throw events.unknown(error);
  }
  if (found.status === 'completed') return found;
  if (found.status === 'not-started' && attempt.attempt <= maxAttempts) return undefined;
  throw events.unknown(undefined);
}

/**
 * @param {AnAttempt} attempt
 * @param {Verbs} verbs
 * @param {{ value: unknown, cached: boolean }} ran
 * @param {Settings} settings
 * @param {RequestIdentity} request
 */
async function stored(attempt, verbs, { value, cached }, settings, request) {
  const encoded = await keepValue(value, settings, request);
  const { state } = await attempt.completeIn(verbs, encoded);
  if (state !== 'stored') {
    throw new IdempotencyError('LEASE_LOST', { cause: new Error(`the store answered ${state}`) });
  }
  return ownOutcome(encoded, value, cached, statusOf(encoded), settings, request);
}

module.exports = { runInbox };
