'use strict';

const { Buffer } = require('node:buffer');

const { IdempotencyError } = require('./errors');
const { markWrapped } = require('./express-4');
const { ROUTE_OVERRIDES, checkOptions, constantOverrides } = require('./options/check-options');
const { func, integer } = require('./options/checks');
const { membersOf } = require('./options/members-of');
const { exposeHeaders } = require('./outcome-headers');

const OPTIONS = { ...ROUTE_OVERRIDES, status: [integer(200, 599), 200], headers: [func] };

/** Forwards what an async handler rejects with to `next`; Express 4 would end the process instead. */
function asyncRoute(handler) {
  if (typeof handler !== 'function') throw new TypeError('onceonly: asyncRoute() takes a function');
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
  if (typeof operation !== 'function') {
    throw new TypeError('onceonly: idempotentRoute() takes a function');
  }
  const { fingerprint } = /** @type {any} */ (checkOptions(options, OPTIONS));
  const { status = 200, headers, ...given } = /** @type {any} */ (membersOf(options));
  // The checked form, so that it is not made anew for each request.
  const overrides = constantOverrides(
    fingerprint === undefined ? given : { ...given, fingerprint },
  );
  return asyncRoute(async function idempotentRouteHandler(req, res) {
    if (req.idempotency === undefined) throw new IdempotencyError('NOT_MOUNTED');
    const run = (context) => operation(req, context);
    const { result } = await req.idempotency.execute(run, overrides);
    // The operation has answered by itself, and a warning has said so.
    if (res.headersSent) return;
    res.status(status);
    if (headers !== undefined) {
      res.set(headers(result));
      exposeHeaders(res);
    }
    sendResult(res, result);
  });
}

function sendResult(res, result) {
  if (result === undefined) res.end();
  else if (Buffer.isBuffer(result)) res.send(result);
  else res.json(result);
}

module.exports = { asyncRoute, idempotentRoute };
