'use strict';

const { IdempotencyError } = require('../../errors/idempotency-error');
const { markWrapped } = require('../../http/express-4');
const { ROUTE_OVERRIDES, checkOptions, constantOverrides } = require('../../options/check-options');
const { requireFunction } = require('../../util/argument-error');
const { func, integer } = require('../../util/checks');
const { membersOf } = require('../../util/members-of');
const { RequestIdempotency } = require('../../http/request-idempotency');
const { RouteAnswer } = require('./route-answer');

const OPTIONS = { ...ROUTE_OVERRIDES, status: [integer(200, 599), 200], headers: [func] };

/** Forwards the rejection of an async handler to `next`. Express 4 would end the process instead. */
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
 */
function idempotentRoute(operation, options = {}) {
  requireFunction('the operation of idempotentRoute()', operation);
  const { fingerprint } = /** @type {any} */ (checkOptions(options, OPTIONS));
  const { status = 200, headers, ...given } = /** @type {any} */ (membersOf(options));
  // The checked form, so that it is not made anew for each request.
  const overrides = constantOverrides(
    fingerprint === undefined ? given : { ...given, fingerprint },
  );
  return markWrapped(function idempotentRouteHandler(req, res, next) {
    const { idempotency } = req;
    const answer = new RouteAnswer(res, next, status, headers);
    const run = (context) => operation(req, context);
    return RequestIdempotency.canRunFor(idempotency)
      ? RequestIdempotency.runFor(idempotency, run, overrides, answer)
      : executeFor(idempotency, run, overrides, answer);
  });
}

// Without a key, in response mode, and by an `execute` that another copy of the package or the app has made.
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
