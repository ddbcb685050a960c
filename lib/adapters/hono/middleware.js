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
  if (key !== undefined && methods.has(view.method)) await keepBody(c, view, settings.maxBodyBytes);
  const isCapturing = captured !== undefined && methods.has(view.method);
  if (key === undefined || !isCapturing) {
    if (isCapturing && report !== undefined) report.unless = 'keyless';
    await next();
    if (report?.isTaken === false) report.ended(report.unless);
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
 * Hono has made a response of every error by the time that `next()` resolves.
 * @param {HonoContext} c
 * @param {Next} next
 * @param {ATurn} turn
 * @param {Collected} told
 */
async function settle(c, next, turn, told) {
  const running = next().then(() => answerOf(/** @type {globalThis.Response} */ (c.res)));
  running.then(
    (answer) => void turn.settle(answer).catch(() => {}),
    (error) => void turn.fail(error).catch(() => {}),
  );
  const { response } = await turn.reply;
  // Hono merges the headers of the response that is there into another one, cookies twice.
  const sent = responseOf(response);
  c.res = undefined;
  c.res = sent;
  putHeaders(c, told.headers);
}

/**
 * Reads the body. The handler still gets it from Hono, in any form.
 * @param {HonoContext} c
 * @param {InstanceType<typeof HonoView>} view
 * @param {number} limit  0 for none.
 */
async function keepBody({ req }, view, limit) {
  if (limit > 0 && Number(view.headers['content-length']) > limit) {
    throw new IdempotencyError('BODY_TOO_LARGE');
  }
  const bytes = Buffer.from(await req.arrayBuffer());
  captureRawBody(view, undefined, bytes);
}

module.exports = { idempotency };
