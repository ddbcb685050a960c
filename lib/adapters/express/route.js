'use strict';

const { IdempotencyError } = require('../../errors/idempotency-error');
const { markWrapped } = require('./express-4');
const { ROUTE_OVERRIDES, checkOptions, constantOverrides } = require('../../options/check-options');
const { requireFunction } = require('../../util/argument-error');
const { func, integer } = require('../../util/checks');
const { membersOf } = require('../../util/members-of');
const { RequestIdempotency } = require('../../http/request-idempotency');
const { RouteAnswer } = require('./route-answer');

/** @import { Operation, Context } from '../../operation/operation-context' */
/** @import { OptionTable } from '../../options/check-options' */
/** @import { ExpressResponse } from './express' */

/** @typedef {InstanceType<typeof RouteAnswer>} Answering */

/** @type {OptionTable} */
const OPTIONS = { ...ROUTE_OVERRIDES, status: [integer(200, 599), 200], headers: [func] };

/**
 * Forwards the rejection of an async handler to `next`. Express 4 would end the process instead.
 * @param {(req: any, res: any, next: any) => unknown} handler
 */
function asyncRoute(handler) {
  requireFunction('the handler of asyncRoute()', handler);
  return markWrapped(async function asyncRouteHandler(req, res, next) {
    try {
      await handler(req, res, next);
    } catch (error) {
      // next(undefined) would mean "not handled".
      next(error ?? new Error('The handler rejected without an error.'));
    }
  });
}

/**
 * A route whose `operation(req, context)` runs once per key. Its result is sent as JSON (a Buffer as it is, undefined as
 * an empty body) with `options.status` (200) and `options.headers(result)`, the same at every replay; failures go to
 * `next`. The other options are the per-call overrides of `execute`, among them `required`.
 * @param {(req: any, context: Context) => unknown} operation
 * @param {object} [options]
 */
function idempotentRoute(operation, options = {}) {
  requireFunction('the operation of idempotentRoute()', operation);
  const { fingerprint } = checkOptions(options, OPTIONS);
  const { status = 200, headers, ...given } = /** @type {any} */ (membersOf(options));
  // The checked form, so that it is not made anew for each request.
  const overrides = constantOverrides(
    fingerprint === undefined ? given : { ...given, fingerprint },
  );
  return markWrapped(function idempotentRouteHandler(req, res, next) {
    const { idempotency } = req;
    const answer = new RouteAnswer(/** @type {ExpressResponse} */ (res), next, status, headers);
    const run = (/** @type {Context} */ context) => operation(req, context);
    return RequestIdempotency.canRunFor(idempotency)
      ? RequestIdempotency.runFor(idempotency, run, overrides, answer)
      : executeFor(idempotency, run, overrides, answer);
  });
}

/**
 * Without a key, in response mode, and by an `execute` that another copy of the package or the app has made.
 * @param {any} idempotency
 * @param {Operation} run
 * @param {object} overrides
 * @param {Answering} answer
 */
async function executeFor(idempotency, run, overrides, answer) {
  try {
    if (idempotency === undefined) throw new IdempotencyError('NOT_MOUNTED');
    const { result } = await idempotency.execute(run, overrides);
    answer.send(result);
  } catch (error) {
    answer.fail(error);
  }
}

module.exports = { asyncRoute, idempotentRoute };
