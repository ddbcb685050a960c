'use strict';

const { ExecuteAnswer } = require('../../http/execute-answer');
const { RequestIdempotency } = require('../../http/request-idempotency');
const { NotEnded, NotStarted, isNotStarted } = require('../../operation/not-started');
const { ResponseIdempotency } = require('../../response/route-controls');
const { lastOf } = require('./handler-run');
const { resultOfValue, sendResult } = require('./kept-file');

/** @import { Context } from '../../operation/operation-context' */
/** @import { CallHandler } from './nest' */
/** @import { Exchange, Settle } from './servers' */

/** @typedef {InstanceType<typeof RequestIdempotency>} Opened */
/** @typedef {InstanceType<typeof import('./handler-run').HandlerRun>} Run */

/** The caller of an execution whose result Nest sends. */
class HandlerAnswer extends ExecuteAnswer {
  /** @param {any} outcome */
  answered(outcome) {
    if (isNotStarted(outcome.thrown)) this.report?.ended('not-started');
    return super.answered(outcome);
  }
}

/**
 * Runs a handler in execute mode: its value, as it leaves the interceptors below, is the result. Nest sends it.
 * @param {Opened} opened
 * @param {Exchange} exchange
 * @param {CallHandler} next
 * @param {Run} run
 * @param {Settle} settle
 */
function executeHandler(opened, exchange, next, run, settle) {
  const { settings } = /** @type {any} */ (RequestIdempotency.mountOf(opened));
  const operation = (/** @type {Context} */ context) => {
    run.context = context;
    exchange.request.idempotency = new ResponseIdempotency(
      /** @type {string} */ (opened.key),
      context,
      settings,
    );
    return resultOf(next, run, settle, settings.maxResultBytes);
  };
  const fail = (/** @type {any} */ error) => settle.fail(causeOf(error));
  execute(opened, operation, new HandlerAnswer(exchange.res, settle.fail))
    .then(({ result }) => sendResult(result, exchange, settle))
    .catch(fail);
}

/**
 * @param {Opened} opened
 * @param {(context: Context) => Promise<unknown>} operation
 * @param {InstanceType<typeof HandlerAnswer>} answer
 */
async function execute(opened, operation, answer) {
  if (!RequestIdempotency.canRunFor(opened)) return opened.execute(operation);
  return RequestIdempotency.runFor(opened, operation, undefined, answer);
}

/**
 * The operation: calls all that is below the interceptor.
 * @param {CallHandler} next
 * @param {Run} run
 * @param {Settle} settle
 * @param {number} maxBytes
 */
async function resultOf(next, run, settle, maxBytes) {
  let value;
  try {
    value = await lastOf(next.handle());
  } catch (error) {
    throw await outcomeOf(error, run, settle);
  }
  // An interceptor below has answered in the place of the handler.
  if (run.isRunning) {
    settle.resolve(value);
    throw await notEnded(undefined, run);
  }
  return resultOfValue(value, maxBytes);
}

/**
 * What an error says of the handler. A pipe may have refused the request, or an interceptor below has given the handler up.
 * @param {unknown} error
 * @param {Run} run
 * @param {Settle} settle
 */
async function outcomeOf(error, run, settle) {
  if (!run.hasBegun) return new NotStarted('The handler was not called.', { cause: error });
  if (!run.isRunning && !run.isCut) return error;
  // The client need not wait for a handler that was given up.
  settle.fail(error);
  return notEnded(error, run);
}

/**
 * @param {unknown} cause
 * @param {Run} run
 */
async function notEnded(cause, run) {
  if (run.isRunning) await run.whenEnded();
  return new NotEnded('Something else has answered in the place of the handler.', { cause });
}

/** @param {unknown} error */
function causeOf(error) {
  return isNotStarted(error) || error instanceof NotEnded ? error.cause : error;
}

module.exports = { causeOf, executeHandler };
