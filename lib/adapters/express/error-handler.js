'use strict';

const { inspect } = require('node:util');

const { isIdempotencyError } = require('../../errors/idempotency-error');
const { warnOfHandler } = require('../../observe/warnings');
const { methodsOf } = require('../../util/checks');
const { checkOptions } = require('../../options/check-options');
const { sendProblem } = require('../../http/problem');
const { RequestIdempotency } = require('../../http/request-idempotency');
const { ResponseIdempotency } = require('../../response/route-controls');

/** @import { ErrorMiddleware, ExpressRequest } from './express' */
/** @import { OptionTable } from '../../options/check-options' */
/** @import { Logger } from '../../../types/events' */

/** @import { Refused } from '../../errors/idempotency-error' */

/** @type {OptionTable} */
const OPTIONS = { logger: [methodsOf('error')] };

/**
 * Express error middleware: answers an IdempotencyError with its status as `application/problem+json` (RFC 9457) and
 * leaves every other error to the next handler.
 *
 * A status of 500 is a mistake of the app, and its cause is told to nobody but here: `logger`, that of the request's
 * idempotency(), or standard error, as Express itself does, get it.
 * @param {object} [options]
 */
function idempotencyErrors(options = {}) {
  const { logger } = /** @type {{ logger?: Pick<Logger, 'error'> }} */ (
    checkOptions(options, OPTIONS)
  );
  /** @type {ErrorMiddleware} */
  return function idempotencyErrorMiddleware(error, req, res, next) {
    if (!isIdempotencyError(error) || res.headersSent) return next(error);
    if (error.status === 500) log(error, req, logger);
    sendProblem(error, res);
  };
}

/**
 * @param {Refused} error
 * @param {ExpressRequest} req
 * @param {Pick<Logger, 'error'> | undefined} given
 */
function log(error, req, given) {
  const logger = given ?? loggerOf(req.idempotency);
  if (logger === undefined) {
    const environment = req.app?.get?.('env') ?? process.env.NODE_ENV;
    if (environment !== 'test') process.stderr.write(`${inspect(error)}\n`);
    return;
  }
  try {
    logger.error({ err: error }, `onceonly: ${error.message}`);
  } catch (thrown) {
    warnOfHandler(thrown);
  }
}

/**
 * @param {unknown} idempotency
 * @returns {Pick<Logger, 'error'> | undefined}
 */
function loggerOf(idempotency) {
  const mount = RequestIdempotency.mountOf(idempotency);
  return mount === undefined ? ResponseIdempotency.loggerOf(idempotency) : mount.settings.logger;
}

module.exports = { idempotencyErrors };
