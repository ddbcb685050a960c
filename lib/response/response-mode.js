'use strict';

const { setImmediate } = require('node:timers');

const { wasCut } = require('../result/cut-request');
const { IdempotencyError } = require('../errors/idempotency-error');
const { runOnce } = require('../execution/execution');
const { isPromise } = require('../util/is-promise');
const { NotStarted, isNotStarted } = require('../operation/not-started');
const { exposeHeaders } = require('../http/outcome-headers');
const { identifyRequest } = require('../identity/identify-request');
const { ResponseCapture } = require('./capture/response-capture');
const { isError } = require('./response-outcomes');
const { ResponseControl, ResponseIdempotency } = require('./route-controls');
const { sendStored } = require('./send-stored');

/** @import { NodeResponse, Request } from '../exchange/exchange' */
/** @import { Outcome } from '../execution/run' */
/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { Context } from '../operation/operation-context' */
/** @import { Report } from '../observe/request-report' */
/** @import { StoredResponse } from '../result/stored-response' */
/** @import { StoreParts } from '../store/store' */
/** @import { Captured } from './capture/body' */
/** @import { ResponseSettings } from './response-settings' */

/**
 * A request on which the handler finds its `idempotency`.
 * @typedef {Request & { idempotency?: unknown }} ControlledRequest
 */

/**
 * A response on which the handler finds its `idempotency`.
 * @typedef {NodeResponse & { idempotency?: unknown }} ControlledResponse
 */

/** @typedef {(error?: unknown) => void} Next */

/** @type {any} */
const shared = globalThis;
/**
 * One set for all copies of the package, so that no copy captures a response of another one.
 * @type {WeakSet<object>}
 */
const capturedRequests = (shared[Symbol.for('onceonly.capturedRequests')] ??= new WeakSet());

/**
 * Whether an earlier middleware captures the response of this request.
 * @param {object} req
 */
function isCaptured(req) {
  return capturedRequests.has(req);
}

/**
 * Runs the middleware and routes behind this one once per key, and answers with their response: the first time after it is
 * stored, then from the store. Failures go to `next`.
 * @param {ControlledRequest} req
 * @param {ControlledResponse} res
 * @param {Next} next
 * @param {string} key
 * @param {ResponseSettings} settings
 * @param {StoreParts} store
 * @param {Report} [report]
 */
function answerOnce(req, res, next, key, settings, store, report) {
  if (report !== undefined) report.isTaken = true;
  const run = new CapturedRun(req, res, next, settings, report);
  const begin = (/** @type {RequestIdentity} */ request) =>
    runOnce(store, settings, request, (context) => run.start(key, context), run);
  try {
    const request = identifyRequest(req, res, key, settings, report);
    if (isPromise(request)) request.then(begin, (error) => run.refused(error));
    else begin(request);
  } catch (error) {
    run.refused(error);
  }
}

/** One request in response mode, and the caller of its execution: see runOnce(). The handler runs if the key is won. */
class CapturedRun {
  #req;
  #res;
  #next;
  #settings;
  #report;
  /** @type {InstanceType<typeof ResponseCapture> | undefined} */
  #capture;

  /**
   * @param {ControlledRequest} req
   * @param {ControlledResponse} res
   * @param {Next} next
   * @param {ResponseSettings} settings
   * @param {Report} [report]
   */
  constructor(req, res, next, settings, report) {
    this.#req = req;
    this.#res = res;
    this.#next = next;
    this.#settings = settings;
    this.#report = report;
  }

  /**
   * The operation of the execution: calls the handler, and resolves to the response that it gives.
   * @param {string} key
   * @param {Context} context
   */
  start(key, context) {
    if (this.#res.writableEnded || wasCut(this.#req)) throw new NotStarted();
    const control = new ResponseControl();
    const capture = new ResponseCapture(this.#res, {
      kept: this.#settings.kept,
      limit: this.#settings.maxResultBytes,
      unprotected: context.fence === 0,
      onEndless: () => this.#next(new IdempotencyError('RESPONSE_NOT_CAPTURABLE')),
    });
    this.#capture = capture;
    capturedRequests.add(this.#req);
    this.#req.idempotency = new ResponseIdempotency(key, context, this.#settings);
    this.#res.idempotency = control;
    this.#next();
    // A response that ends before `next()` returns is the handler's, not a timeout's.
    const endedAtOnce = capture.isOver;
    return capture.outcome.then((captured) => this.#ended(captured, context, control, endedAtOnce));
  }

  /**
   * @param {Captured} captured
   * @param {Context} context
   * @param {InstanceType<typeof ResponseControl>} control
   * @param {boolean} endedAtOnce
   */
  #ended(captured, context, { skipped, skippedInTimer, ttlMs, verdict }, endedAtOnce) {
    // What an app answers when it heard that the key may be another's says nothing of what that one does.
    if (isError(captured) && context.signal.aborted) throw context.signal.reason;
    const isTimeout = captured.byTimeout || skippedInTimer || this.#req.timedout === true;
    captured.skipped = skipped;
    captured.ttlMs = ttlMs;
    captured.verdict = verdict;
    captured.mayRunOn = isTimeout && !endedAtOnce;
    return captured;
  }

  /** @param {Outcome} outcome */
  answered(outcome) {
    if (isNotStarted(outcome.thrown)) return this.#report?.ended('not-started');
    try {
      this.#settle(outcome);
    } catch (error) {
      this.#fail(error);
    }
    this.#report?.answered(outcome);
  }

  /** @param {Outcome} outcome */
  #settle({ cached, status, value, thrown }) {
    const capture = this.#capture;
    if (thrown !== undefined) return this.#fail(thrown);
    if (capture === undefined) return this.#replay(value);
    if (!cached || capture.sent) return capture.release(status);
    // Another run of the same key was stored first, and its response is the one that every retry gets.
    return capture.replace(() => this.#replay(value));
  }

  /** @param {unknown} error */
  refused(error) {
    this.#report?.refused(error);
    this.#fail(error);
  }

  /**
   * Answers with an error, if the client has not got a part of the response.
   * @param {unknown} error
   */
  #fail(error) {
    const capture = this.#capture;
    if (capture === undefined) return this.#refuse(error);
    // The handler is given up while it runs. An answer that it sends at once when its signal aborts still counts as its
    // response.
    if (!capture.isOver && !capture.sent) setImmediate(() => this.#giveUp(error));
    else this.#giveUp(error);
  }

  /** @param {unknown} error */
  #giveUp(error) {
    const capture = /** @type {InstanceType<typeof ResponseCapture>} */ (this.#capture);
    if (!capture.sent) return capture.replace(() => this.#refuse(error));
    const release = () => capture.release();
    capture.outcome.then(release, release);
  }

  /** @param {unknown} error */
  #refuse(error) {
    exposeHeaders(this.#res);
    this.#next(error);
  }

  /** @param {StoredResponse} stored */
  #replay(stored) {
    try {
      sendStored(this.#req, this.#res, stored);
    } catch (error) {
      this.#report?.refused(error);
      this.#refuse(error);
    }
  }
}

module.exports = { answerOnce, isCaptured };
