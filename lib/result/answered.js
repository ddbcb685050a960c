'use strict';

const { setTimeout } = require('node:timers');

const { IdempotencyError } = require('../errors/idempotency-error');
const { warnOncePer } = require('../observe/warnings');

/** @import { Response } from '../exchange/exchange' */
/** @import { OutcomeRequest } from './operation-outcomes' */

// Statuses of a timeout that answers while the operation goes on, and of an app that answers early.
const WITHOUT_THE_OPERATION = new Set([202, 408, 503, 504]);
const ERRORS_FROM = 500;
const ANSWER_WITHIN_MS = 5000;

/**
 * Whether the response was sent while an operation ran that has returned `value`. 'inside': by the operation itself, so that
 * no retry could send it again; 'unclear': perhaps by something else, such as a timeout; false: it was not.
 * @param {Pick<OutcomeRequest, 'res' | 'headSent'>} request
 * @param {unknown} value
 * @returns {'inside' | 'unclear' | false}
 */
function answeredWhile({ res, headSent }, value) {
  if (res === undefined) return false;
  // `return res.json(...)`
  if (value === res) return 'inside';
  if (headSent || !res.headersSent) return false;
  const isUnclear = value !== undefined || WITHOUT_THE_OPERATION.has(res.statusCode);
  return isUnclear ? 'unclear' : 'inside';
}

/**
 * Warns of a route whose operation sends the response, as far as that can be told.
 * @param {OutcomeRequest} request
 * @param {unknown} value
 */
function warnIfAnswered(request, value) {
  if (answeredWhile(request, value) === false) return;
  const { statusCode } = /** @type {Response} */ (request.res);
  if (WITHOUT_THE_OPERATION.has(statusCode) || statusCode >= ERRORS_FROM) return;
  warnOncePer('ONCEONLY_RESPONSE_IN_EXECUTE', request.label);
}

/**
 * Sees to it that a retry is answered whose first response was perhaps sent inside the operation: a handler that writes
 * nothing after `execute` would leave it hanging.
 * @param {Response} res
 * @param {(error: unknown) => void} next
 */
function answerInTime(res, next) {
  const onLate = () => {
    if (!res.headersSent && !res.destroyed) next(new IdempotencyError('RESULT_NOT_REPLAYABLE'));
  };
  setTimeout(onLate, ANSWER_WITHIN_MS).unref();
}

module.exports = { answerInTime, answeredWhile, warnIfAnswered };
