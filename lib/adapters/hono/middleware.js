'use strict';

const { Buffer } = require('node:buffer');

const { CollectedHeaders } = require('../../core/collected-headers');
const { fromSource } = require('../../core/from-source');
const { Mount } = require('../../core/mount');
const { openRequest } = require('../../core/open-request');
const { IdempotencyError, isIdempotencyError } = require('../../errors/idempotency-error');
const { captureRawBody } = require('../../fingerprint/raw-body');
const { PROBLEM_TYPE, problemText } = require('../../http/problem');
const { RequestIdempotency } = require('../../http/request-idempotency');
const { beginTurn } = require('../../response/value/turn');
const { HonoView } = require('./hono-view');
const { answerOf, putHeaders, responseOf } = require('./response');

/** @import { AMount } from '../../core/mount' */
/** @import { Report } from '../../observe/request-report' */
/** @import { ATurn } from '../../response/value/turn' */
/** @import { HonoContext, Next } from './hono' */

const NAME = 'idempotency';

/** @typedef {InstanceType<typeof CollectedHeaders>} Collected */

/**
 * Middleware for Hono on Node, after which `c.get('idempotency')` is there. Options: those of `idempotency()` for Express.
 * @param {object} [options]
 */
function idempotency(options = {}) {
  const mount = new Mount(fromSource(options));

  /**
   * @param {any} c
   * @param {Next} next
   */
  return async function idempotencyMiddleware(c, next) {
    const view = new HonoView(c);
    const told = new CollectedHeaders(view);
    try {
      return await pass(mount, c, next, view, told);
    } catch (error) {
      putHeaders(c, told.headers);
      throw isIdempotencyError(error) ? withResponse(error) : error;
    }
  };
}

/**
 * Hono's own error handler sends what `getResponse()` of an error gives. That of an app may do the same.
 * @param {any} error
 */
function withResponse(error) {
  const getResponse = () => {
    const headers = { ...error.headers, 'Content-Type': PROBLEM_TYPE };
    return responseOf({ status: error.status, headers, body: problemText(error) });
  };
  return Object.defineProperty(error, 'getResponse', { value: getResponse, configurable: true });
}

/**
 * Hono answers the errors of `execute()` in the same way.
 * @param {InstanceType<typeof RequestIdempotency>} opened
 */
function answerErrors(opened) {
  const { execute } = opened;
  opened.execute = async (operation, overrides) => {
    try {
      return await execute(operation, overrides);
    } catch (error) {
      throw isIdempotencyError(error) ? withResponse(error) : error;
    }
  };
}

/**
 * @param {AMount} own
 * @param {HonoContext} c
 * @param {Next} next
 * @param {InstanceType<typeof HonoView>} view
 * @param {Collected} told
 */
async function pass(own, c, next, view, told) {
  const earlier = c.get(NAME);
  // A second middleware lets a request pass that is captured.
  if (typeof earlier?.skip === 'function') return void (await next());
  const opened = openRequest(own, earlier, view, told, () => {});
  if (opened === earlier) return void (await next());
  const mount = /** @type {AMount} */ (RequestIdempotency.mountOf(opened));
  const { captured, methods, settings, store } = mount;
  const { key } = opened;
  const report = RequestIdempotency.reportOf(opened);
  answerErrors(opened);
  c.set(NAME, opened);
  const isProtected = captured === undefined || methods.has(view.method);
  if (key !== undefined && isProtected) await keepBody(c, view, settings.maxBodyBytes, report);
  if (key === undefined || captured === undefined || !isProtected) {
    if (captured !== undefined && isProtected && report !== undefined) report.unless = 'keyless';
    await passOn(next, report);
    // An error of execute() that Hono has answered by now.
    return putHeaders(c, told.headers);
  }
  const turn = await beginTurn(view, told, key, captured, store, report);
  if (turn.cached) {
    // Those that middleware above has set are merged into it.
    c.res = responseOf(turn.response);
    return putHeaders(c, told.headers);
  }
  c.set(NAME, turn.idempotencyFor(key));
  return settle(c, next, turn, told);
}

/**
 * Whatever comes of it: Hono passes on what is thrown and is no Error.
 * @param {Next} next
 * @param {Report | undefined} report
 */
async function passOn(next, report) {
  try {
    await next();
  } finally {
    if (report?.isTaken === false) report.ended(report.unless);
  }
}

/**
 * Hono has made a response of every error by the time that `next()` resolves.
 * @param {HonoContext} c
 * @param {Next} next
 * @param {ATurn} turn
 * @param {Collected} told
 */
async function settle(c, next, turn, told) {
  turn.within(next).then(
    () => settleWith(turn, c),
    (error) => void turn.fail(error),
  );
  let response;
  try {
    ({ response } = await turn.reply);
  } catch (error) {
    // Hono would merge the headers of this response into that of the error, its length too.
    c.res = undefined;
    throw error;
  }
  // Hono merges the headers of the response that is there into another one, cookies twice.
  const sent = responseOf(response);
  c.res = undefined;
  c.res = sent;
  putHeaders(c, told.headers);
}

/**
 * Of a handler that was given up nothing is kept: the response of the context is the one that says so.
 * @param {ATurn} turn
 * @param {HonoContext} c
 */
async function settleWith(turn, c) {
  if (turn.isOver) return void turn.fail(turn.context.signal.reason);
  try {
    turn.settle(await answerOf(/** @type {globalThis.Response} */ (c.res)));
  } catch (error) {
    turn.fail(error);
  }
}

/**
 * Reads the body. The handler still gets it from Hono, in any form.
 * @param {HonoContext} c
 * @param {InstanceType<typeof HonoView>} view
 * @param {number} limit  0 for none.
 * @param {Report | undefined} report
 */
async function keepBody({ req }, view, limit, report) {
  if (limit > 0 && Number(view.headers['content-length']) > limit) {
    const error = new IdempotencyError('BODY_TOO_LARGE');
    report?.refused(error);
    throw error;
  }
  const bytes = Buffer.from(await req.arrayBuffer());
  captureRawBody(view, undefined, bytes);
}

module.exports = { idempotency };
