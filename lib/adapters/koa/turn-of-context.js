'use strict';

const { IdempotencyError } = require('../../errors/idempotency-error');
const { ResponseCapture } = require('../../response/capture/response-capture');
const { sendStored } = require('../../response/send-stored');
const { discard, isStream } = require('../../response/value/given-answer');
const { answerOf, answerOfError, putStored, putStream } = require('./body');

/** @import { Request } from '../../exchange/exchange' */
/** @import { ResponseSettings } from '../../response/response-settings' */
/** @import { Answer } from '../../response/value/given-answer' */
/** @import { ATurn, Reply } from '../../response/value/turn' */
/** @import { KoaContext, Next } from './koa' */

/**
 * Runs the middleware and the route behind this one in a turn, and settles it with the response that they leave on the context.
 * Middleware above then works on it, as on every response.
 *
 * If they throw, the response is made above: by an error handler of the app, or by Koa, which writes it past the context. Then Node's own
 * response is captured.
 * @param {KoaContext} ctx
 * @param {Next} next
 * @param {ATurn} turn
 * @param {Request} view
 * @param {ResponseSettings} settings
 */
async function runTurn(ctx, next, turn, view, settings) {
  let answer;
  try {
    const running = turn.within(next).then(() => answerOf(ctx));
    // A handler that takes too long is given up.
    answer = await Promise.race([running, turn.reply.then(() => running)]);
  } catch (error) {
    if (turn.isOver) throw error;
    captureError(ctx, turn, view, settings);
    throw error;
  }
  if (ctx.respond === false || ctx.headerSent) return turn.passBy();
  const { cached, response } = await turn.settle(answer);
  if (cached) putStored(ctx, response);
  else if (isStream(response.body)) putStream(ctx, response.body);
}

/**
 * @param {KoaContext} ctx
 * @param {ATurn} turn
 * @param {Request} view
 * @param {ResponseSettings} settings
 */
function captureError(ctx, turn, view, { kept, maxResultBytes }) {
  if (ctx.headerSent) return turn.passBy();
  if (!ctx.writable) return takeUnsent(ctx, turn);
  const capture = new ResponseCapture(ctx.res, {
    kept,
    limit: maxResultBytes,
    unprotected: turn.context.fence === 0,
    onEndless: () => ctx.onerror(new IdempotencyError('RESPONSE_NOT_CAPTURABLE')),
  });
  capture.outcome.then(
    (captured) => turn.settleCaptured(captured),
    (lost) => turn.fail(lost),
  );
  turn.reply.then(
    (reply) => send(ctx, capture, view, reply),
    (refusal) => replaceWith(ctx, capture, refusal),
  );
}

/**
 * The client has left, so nothing is sent that could be captured. Koa still asks the context: first `respond`, or `onerror` with an error
 * that no middleware has answered.
 * @param {KoaContext} ctx
 * @param {ATurn} turn
 */
function takeUnsent(ctx, turn) {
  const { onerror } = ctx;
  ctx.onerror = (error) => {
    if (error !== null && error !== undefined) settleUnsent(turn, answerOfError(error));
    return onerror.call(ctx, error);
  };
  Object.defineProperty(ctx, 'respond', {
    configurable: true,
    get: () =>
      void answerOf(ctx).then((answer) => settleUnsent(turn, answer), turn.fail.bind(turn)),
    set() {
      turn.passBy();
    },
  });
}

/**
 * @param {ATurn} turn
 * @param {Answer} answer
 */
function settleUnsent(turn, answer) {
  turn.settle(answer).then(
    ({ response }) => discard(response.body),
    () => {},
  );
}

/**
 * @param {KoaContext} ctx
 * @param {InstanceType<typeof ResponseCapture>} capture
 * @param {Request} view
 * @param {Reply} reply
 */
function send(ctx, capture, view, { cached, response }) {
  if (!cached || capture.sent) return capture.release(statusOf(ctx));
  const { status, headers, body } = response;
  const stored = { status, reason: '', headers: Object.entries(headers ?? {}), body };
  capture.replace(() => sendStored(view, ctx.res, /** @type {any} */ (stored)));
}

/**
 * As the turn has set it.
 * @param {KoaContext} ctx
 * @returns {any}
 */
function statusOf(ctx) {
  return ctx.res.getHeader('idempotency-status');
}

/**
 * @param {KoaContext} ctx
 * @param {InstanceType<typeof ResponseCapture>} capture
 * @param {unknown} refusal
 */
function replaceWith(ctx, capture, refusal) {
  if (capture.sent) capture.release();
  else capture.replace(() => ctx.onerror(refusal));
}

module.exports = { runTurn };
