'use strict';

const { fromSource } = require('../../core/from-source');
const { Mount } = require('../../core/mount');
const { openRequest } = require('../../core/open-request');
const { isIdempotencyError } = require('../../errors/idempotency-error');
const { PROBLEM_TYPE, problemText } = require('../../http/problem');
const { tellAtClose } = require('../../http/report-request');
const { RequestIdempotency } = require('../../http/request-idempotency');
const { splitOptions } = require('../../options/split-options');
const { beginTurn } = require('../../response/value/turn');
const { boolean } = require('../../util/checks');
const { putStored } = require('./body');
const { KoaView } = require('./koa-view');
const { runTurn } = require('./turn-of-context');

/** @import { AMount } from '../../core/mount' */
/** @import { OptionTable } from '../../options/check-options' */
/** @import { KoaContext, Next } from './koa' */

/** @type {OptionTable} */
const OWN = { problemDetails: [boolean, true] };

/**
 * Middleware for Koa 2 and 3 that puts `ctx.idempotency` on every context. Options: those of `idempotency()` for Express, and
 * `problemDetails`.
 * @param {object} [options]
 */
function idempotency(options = {}) {
  const { own, rest } = splitOptions(options, OWN);
  const mount = new Mount(fromSource(rest));

  /**
   * @param {any} ctx
   * @param {Next} next
   */
  return async function idempotencyMiddleware(ctx, next) {
    try {
      await pass(mount, ctx, next);
    } catch (error) {
      if (!own.problemDetails || !isIdempotencyError(error) || ctx.headerSent) throw error;
      if (error.status === 500) ctx.app.emit('error', error, ctx);
      ctx.status = error.status;
      ctx.set(error.headers);
      ctx.set('Content-Type', PROBLEM_TYPE);
      ctx.body = problemText(error);
    }
  };
}

/**
 * @param {AMount} own
 * @param {KoaContext} ctx
 * @param {Next} next
 */
async function pass(own, ctx, next) {
  // A second middleware lets a context pass that is captured, also one of another copy of the package.
  if (typeof ctx.idempotency?.skip === 'function') return next();
  const view = new KoaView(ctx);
  const onLate = (/** @type {unknown} */ error) => ctx.onerror(error);
  const opened = openRequest(own, ctx.idempotency, view, ctx.res, onLate);
  if (opened === ctx.idempotency) return next();
  ctx.idempotency = opened;
  const { captured, methods, store } = /** @type {AMount} */ (RequestIdempotency.mountOf(opened));
  const { key } = opened;
  const report = RequestIdempotency.reportOf(opened);
  const isCapturing = captured !== undefined && methods.has(view.method);
  if (key === undefined || !isCapturing) {
    if (report !== undefined) {
      if (isCapturing) report.unless = 'keyless';
      tellAtClose(report, view, ctx.res);
    }
    return next();
  }
  const turn = await beginTurn(view, ctx.res, key, captured, store, report);
  if (turn.cached) return putStored(ctx, turn.response);
  ctx.idempotency = turn.idempotencyFor(key);
  return runTurn(ctx, next, turn, view, captured);
}

module.exports = { idempotency };
