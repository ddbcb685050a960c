'use strict';

const { Buffer } = require('node:buffer');
const { inspect } = require('node:util');

const { fromSource } = require('../../core/from-source');
const { Mount } = require('../../core/mount');
const { openRequest } = require('../../core/open-request');
const { IdempotencyError, isIdempotencyError } = require('../../errors/idempotency-error');
const { sendProblem } = require('../../http/problem');
const { reportOf, tellAtClose } = require('../../http/report-request');
const { RequestIdempotency } = require('../../http/request-idempotency');
const { splitOptions } = require('../../options/split-options');
const { answerOnce, isCaptured } = require('../../response/response-mode');
const { requireFunction } = require('../../util/argument-error');
const { func } = require('../../util/checks');

/** @import { AMount } from '../../core/mount' */
/** @import { NodeResponse, Request } from '../../exchange/exchange' */
/** @import { OptionTable } from '../../options/check-options' */

/** @typedef {Request & AsyncIterable<Buffer> & { idempotency?: unknown }} Incoming */
/** @typedef {NodeResponse & { idempotency?: unknown }} Outgoing */
/** @typedef {(error: any, req: any, res: any) => unknown} OnError */

/** @type {OptionTable} */
const OWN = { onError: [func] };

/**
 * A listener of `node:http`, or of `node:http2` by its compatibility API, with `req.idempotency` and `req.rawBody`, the bytes of the body.
 * An error that `listener` throws goes to the option `onError`.
 * @param {(req: any, res: any) => unknown} listener
 * @param {object} [options]
 */
function idempotentListener(listener, options = {}) {
  requireFunction('the listener of idempotentListener()', listener);
  const { own, rest } = splitOptions(options, OWN);
  const mount = new Mount(fromSource(rest));
  const answer = /** @type {OnError} */ (own.onError ?? answerError);

  /**
   * @param {Incoming} req
   * @param {Outgoing} res
   */
  return async function idempotentListener(req, res) {
    const fail = (/** @type {unknown} */ error) => failed(error, req, res, answer);
    try {
      await readBody(req, mount);
      open(mount, req, res, (error) => {
        if (error !== undefined) return fail(error);
        call(listener, req, res).catch(fail);
      });
    } catch (error) {
      fail(error);
    }
  };
}

/**
 * @param {(req: any, res: any) => unknown} listener
 * @param {Incoming} req
 * @param {Outgoing} res
 */
async function call(listener, req, res) {
  await listener(req, res);
}

/**
 * @param {AMount} own
 * @param {Incoming} req
 * @param {Outgoing} res
 * @param {(error?: unknown) => void} next
 */
function open(own, req, res, next) {
  if (isCaptured(req)) return next();
  const opened = openRequest(own, req.idempotency, req, res, next);
  if (opened === req.idempotency) return next();
  req.idempotency = opened;
  const { captured, methods, store } = /** @type {AMount} */ (RequestIdempotency.mountOf(opened));
  const { key } = opened;
  const report = RequestIdempotency.reportOf(opened);
  const isCapturing = captured !== undefined && methods.has(req.method);
  if (key !== undefined && isCapturing)
    return answerOnce(req, res, next, key, captured, store, report);
  if (report !== undefined) {
    if (isCapturing) report.unless = 'keyless';
    tellAtClose(report, req, res);
  }
  next();
}

/**
 * Puts the bytes of a body that nobody has read on the request.
 * @param {Incoming} req
 * @param {AMount} mount
 */
async function readBody(req, { settings }) {
  if (req.readableDidRead !== false || 'body' in req || 'rawBody' in req) return;
  const limit = settings.maxBodyBytes;
  const chunks = [];
  let length = 0;
  for await (const chunk of req) {
    length += chunk.length;
    if (limit > 0 && length > limit) {
      const error = new IdempotencyError('BODY_TOO_LARGE');
      reportOf(req, settings)?.refused(error);
      throw error;
    }
    chunks.push(chunk);
  }
  req.rawBody = Buffer.concat(chunks);
}

/**
 * @param {any} error
 * @param {Incoming} req
 * @param {Outgoing} res
 * @param {OnError} answer
 */
function failed(error, req, res, answer) {
  if (res.headersSent) res.destroy();
  else if (isIdempotencyError(error)) answerProblem(error, res);
  else callHandler(answer, error, req, res);
}

/**
 * @param {OnError} answer
 * @param {unknown} error
 * @param {Incoming} req
 * @param {Outgoing} res
 */
async function callHandler(answer, error, req, res) {
  try {
    await answer(error, req, res);
  } catch (thrown) {
    answerError(thrown, req, res);
  }
}

/**
 * @param {import('../../errors/idempotency-error').Refused} error
 * @param {Outgoing} res
 */
function answerProblem(error, res) {
  if (error.status === 500) log(error);
  sendProblem(error, res);
}

/**
 * As Express does: the status of the error, and its message if the client may see it.
 * @param {any} error
 * @param {Incoming} req
 * @param {Outgoing} res
 */
function answerError(error, req, res) {
  const status = Number(error?.status ?? error?.statusCode);
  const isKnown = Number.isInteger(status) && status >= 400 && status < 600;
  if (!isKnown || status >= 500) log(error);
  // The app's own handler has thrown in the middle of its answer.
  if (res.headersSent) return res.destroy();
  res.statusCode = isKnown ? status : 500;
  res.setHeader('Content-Type', 'text/plain; charset=utf-8');
  const isShown = isKnown && status < 500 && error.expose !== false;
  res.end(isShown ? `${error.message}` : 'Internal Server Error');
}

/** @param {unknown} error */
function log(error) {
  if (process.env.NODE_ENV !== 'test') process.stderr.write(`${inspect(error)}\n`);
}

module.exports = { idempotentListener };
