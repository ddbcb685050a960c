'use strict';

const { shareHiddenClass } = require('./hidden-class');
const { ExpressMount } = require('./express-mount');
const { openRequest } = require('../../core/open-request');
const { optionError } = require('../../util/option-error');
const { tellAtClose } = require('../../http/report-request');
const { RequestIdempotency } = require('../../http/request-idempotency');
const { answerOnce, isCaptured } = require('../../response/response-mode');

/** @import { AMount } from '../../core/mount' */
/** @import { Middleware } from './express' */

/**
 * Express middleware that puts `req.idempotency = { key, execute }` on every request.
 *
 * Options are checked here: TypeError or RangeError. Failures of a request go to `next` as IdempotencyErrors:
 * IDEMPOTENCY_KEY_REQUIRED, INVALID_IDEMPOTENCY_KEY. An error of `keySource` goes to `next` unchanged.
 *
 * A request that passes a second one gets the options of both: those of the second, and for the rest those of the
 * first. So a router can require a key without repeating the scope, and no user gets another's answer.
 * @param {object} [options]
 * @param {...unknown} rest
 */
function idempotency(options = {}, ...rest) {
  refuseTutorialForm(options, rest);
  const own = new ExpressMount(options);

  /** @type {Middleware} */
  return function idempotencyMiddleware(req, res, next) {
    if (isCaptured(req)) return next();
    shareHiddenClass(req, res);
    const earlier = req.idempotency;
    let opened;
    try {
      opened = openRequest(own, earlier, req, res, next);
    } catch (error) {
      return next(error);
    }
    if (opened === earlier) return next();
    req.idempotency = opened;
    goOn(opened, req, res, next);
  };
}

/**
 * @param {InstanceType<typeof RequestIdempotency>} opened
 * @param {Parameters<Middleware>[0]} req
 * @param {Parameters<Middleware>[1]} res
 * @param {Parameters<Middleware>[2]} next
 */
function goOn(opened, req, res, next) {
  const { key } = opened;
  const { captured, methods, store } = /** @type {AMount} */ (RequestIdempotency.mountOf(opened));
  const report = RequestIdempotency.reportOf(opened);
  const isCapturing = captured !== undefined && methods.has(req.method);
  if (key !== undefined && isCapturing)
    return answerOnce(req, res, next, key, captured, store, report);
  if (report === undefined) return next();
  if (isCapturing) report.unless = 'keyless';
  next();
  // Most routes have called execute() by now, so that most responses need no listener.
  if (!report.isTaken) tellAtClose(report, req, res);
}

/**
 * @param {any} options
 * @param {unknown[]} rest
 */
function refuseTutorialForm(options, rest) {
  const isClient =
    typeof options?.sendCommand === 'function' ||
    (typeof options?.connect === 'function' && typeof options?.on === 'function');
  if (rest.length > 0 || isClient) {
    const got = isClient ? 'a client object' : `${rest.length + 1} arguments`;
    throw optionError(
      'argument',
      `the argument of idempotency() must be one options object (received ${got}). ` +
        'Write idempotency({ redis: "redis://host:6379", ... })',
    );
  }
}

module.exports = { idempotency };
