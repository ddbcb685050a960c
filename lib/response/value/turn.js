'use strict';

const { Buffer } = require('node:buffer');

const { IdempotencyError } = require('../../errors/idempotency-error');
const { runOnce } = require('../../execution/execution');
const { exposeHeaders, setOutcomeHeaders } = require('../../http/outcome-headers');
const { nameRoute } = require('../../identity/event-route');
const { identifyRequest } = require('../../identity/identify-request');
const { activeSpan } = require('../../observe/tracing');
const { NotStarted, isNotStarted } = require('../../operation/not-started');
const { wasCut } = require('../../result/cut-request');
const { isPromise } = require('../../util/is-promise');
const { isError } = require('../response-outcomes');
const { ResponseControl, ValueIdempotency } = require('../route-controls');
const { refuseUnreadable } = require('../send-stored');
const { capturedAnswer, discard, isStream, readableOf } = require('./given-answer');
const { HeldBody } = require('./held-body');

/** @import { Request, Response } from '../../exchange/exchange' */
/** @import { Outcome } from '../../execution/run' */
/** @import { RequestIdentity } from '../../identity/identify-request' */
/** @import { Report } from '../../observe/request-report' */
/** @import { Context } from '../../operation/operation-context' */
/** @import { StoredResponse } from '../../result/stored-response' */
/** @import { StoreParts } from '../../store/store' */
/** @import { Captured } from '../capture/body' */
/** @import { ResponseSettings } from '../response-settings' */
/** @import { Answer } from './given-answer' */

/**
 * What the client gets. The outcome headers are set on the Response that the turn was begun with.
 * @typedef {object} Reply
 * @property {boolean} cached  Whether an earlier request has made it.
 * @property {Answer} response
 */

/** @typedef {Reply & { cached: true }} StoredReply */

/**
 * @template T
 * @typedef {object} Settle
 * @property {(value: T) => void} resolve
 * @property {(error: unknown) => void} reject
 */

/** @typedef {Turn} ATurn */

/**
 * One request in response mode whose response is a value, and the caller of its execution: see runOnce(). It is given out when the key is
 * won. Whoever gets it calls `settle(answer)` or `fail(error)`, and sends what `settle` resolves to.
 */
class Turn {
  cached = /** @type {const} */ (false);
  /** @type {InstanceType<typeof ResponseControl> | undefined} */
  #control;
  #request;
  #res;
  #settings;
  #report;
  /** @type {Context | undefined} */
  #context;
  #begun = /** @type {Settle<Turn | StoredReply>} */ (/** @type {unknown} */ (undefined));
  #ended = /** @type {Settle<Captured>} */ (/** @type {unknown} */ (undefined));
  #replied = /** @type {Settle<Reply>} */ (/** @type {unknown} */ (undefined));
  /** @type {Answer | undefined} */
  #answer;
  /** @type {InstanceType<typeof HeldBody> | undefined} */
  #body;
  #isOver = false;
  /** @type {ReturnType<typeof activeSpan>} */
  #span;

  /**
   * Resolves to the reply when it may be sent. Rejects with an error to be sent in its place, also before the handler has settled: it is
   * given up if it takes longer than `operationTimeoutMs`.
   */
  reply;

  /**
   * @param {Request} request
   * @param {Response} res
   * @param {ResponseSettings} settings
   * @param {Report | undefined} report
   */
  constructor(request, res, settings, report) {
    this.#request = request;
    this.#res = res;
    this.#settings = settings;
    this.#report = report;
    /** @type {Promise<Reply>} */
    this.reply = new Promise((resolve, reject) => {
      this.#replied = { resolve, reject };
    });
    // Nobody may ask for it: the client may have left.
    this.reply.catch(() => {});
  }

  /** How the handler decides about its own response. */
  get control() {
    this.#control ??= new ResponseControl();
    return this.#control;
  }

  /** Of the operation. */
  get context() {
    return /** @type {Context} */ (this.#context);
  }

  /** Whether `settle` or `fail` was called. */
  get isSettled() {
    return this.#answer !== undefined;
  }

  /** Whether something was answered in the place of the handler. */
  get isOver() {
    return this.#isOver;
  }

  /**
   * Calls the handler inside the span of its run. It begins after a promise, and code behind one is in the span of its caller.
   * @template T
   * @param {() => T} call
   * @returns {T}
   */
  within(call) {
    return this.#span === undefined ? call() : this.#span.runInAsyncScope(call);
  }

  /**
   * What the handler finds as its `idempotency`.
   * @param {string} key
   */
  idempotencyFor(key) {
    return new ValueIdempotency(key, this.context, this.#settings, this.control);
  }

  /**
   * Resolves to this turn if the key is won, or to the stored reply.
   * @param {string} key
   * @param {StoreParts} store
   * @returns {Promise<Turn | StoredReply>}
   */
  begin(key, store) {
    const [settings, report] = [this.#settings, this.#report];
    const run = (/** @type {RequestIdentity} */ request) =>
      runOnce(store, settings, request, (context) => this.#start(context), this);
    return new Promise((resolve, reject) => {
      this.#begun = { resolve, reject };
      try {
        const request = identifyRequest(this.#request, this.#res, key, settings, report);
        if (isPromise(request)) request.then(run, (error) => this.refused(error));
        else run(request);
      } catch (error) {
        this.refused(error);
      }
    });
  }

  /** @param {Context} context */
  #start(context) {
    // A timeout may have answered while the request waited for its key.
    if (this.#res.headersSent || wasCut(this.#request)) throw new NotStarted();
    this.#context = context;
    this.#span = activeSpan();
    this.#begun.resolve(this);
    return new Promise((resolve, reject) => {
      this.#ended = { resolve, reject };
    });
  }

  /**
   * The handler has made its response. Resolves to the reply once it is stored; one with a stream as its body at once, and the last part
   * of that waits. Rejects with the error that is to be sent in its place.
   * @param {Answer} answer
   * @param {boolean} [isByTimer]  Whether a timer has answered, where that is not to be seen here.
   * @returns {Promise<Reply>}
   */
  settle(answer, isByTimer = false) {
    if (this.#answer !== undefined) return this.reply;
    this.#answer = answer;
    try {
      const captured = capturedAnswer(answer, this.#request.method, this.#settings.kept);
      captured.byTimeout ||= isByTimer;
      if (captured.endless) discard(answer.body);
      if (captured.endless || !isStream(answer.body)) this.#end(captured);
      else this.#stream(answer, captured);
    } catch (error) {
      this.#ended.reject(error);
    }
    return this.reply;
  }

  /**
   * The handler has thrown, and nobody has made a response of it: the outcome is not known.
   * @param {unknown} error
   * @returns {Promise<Reply>}
   */
  fail(error) {
    if (this.#answer !== undefined) return this.reply;
    this.#answer = { status: 500 };
    this.#ended.reject(error ?? new Error('The handler rejected without an error.'));
    return this.reply;
  }

  /**
   * As `settle`, with a response that was captured. It is sent by whoever has captured it.
   * @param {Captured} captured
   * @returns {Promise<Reply>}
   */
  settleCaptured(captured) {
    if (this.#answer === undefined) {
      this.#answer = captured;
      this.#end(captured);
    }
    return this.reply;
  }

  /** The handler sends a response that nobody can see. It is not kept, and a retry is told so. */
  passBy() {
    if (this.#answer !== undefined) return;
    this.#answer = { status: 200 };
    this.#ended.resolve(/** @type {Captured} */ ({ endless: true }));
  }

  /** @param {Captured} captured */
  #end(captured) {
    // What an app answers when it heard that the key may be another's says nothing of what that one does.
    if (!captured.endless && isError(captured) && this.context.signal.aborted) {
      return this.#ended.reject(this.context.signal.reason);
    }
    const { skipped, skippedInTimer, ttlMs, verdict } = this.control;
    captured.skipped = skipped;
    captured.ttlMs = ttlMs;
    captured.verdict = verdict;
    captured.mayRunOn = captured.byTimeout || skippedInTimer || this.#request.timedout === true;
    this.#ended.resolve(captured);
  }

  /**
   * @param {Answer} answer
   * @param {Captured} captured
   */
  #stream(answer, captured) {
    const body = new HeldBody(readableOf(answer.body), this.#settings.maxResultBytes);
    this.#body = body;
    const status = this.context.fence === 0 ? 'unprotected' : undefined;
    setOutcomeHeaders(this.#res, { cached: false, status });
    this.#replied.resolve({ cached: false, response: { ...answer, body } });
    const hasBody = this.#request.method !== 'HEAD';
    body.whole.then(
      ({ chunks, tooLarge, length }) =>
        this.#end(hasBody ? { ...captured, chunks, tooLarge, bytes: length } : captured),
      (error) => this.#ended.reject(error),
    );
  }

  /** @param {Outcome} outcome */
  answered(outcome) {
    const { thrown } = outcome;
    if (isNotStarted(thrown)) {
      this.#report?.ended('not-started');
      return this.#begun.reject(thrown);
    }
    try {
      this.#answered(outcome);
    } catch (error) {
      this.#fail(error);
    }
    this.#report?.answered(outcome);
  }

  /** @param {Outcome} outcome */
  #answered({ cached, status, value, thrown }) {
    if (thrown !== undefined) return this.#fail(thrown);
    if (this.#context === undefined) return this.#begun.resolve(this.#stored(value));
    if (this.#body !== undefined) return this.#body.release();
    if (!cached && value.endless) throw new IdempotencyError('RESPONSE_NOT_CAPTURABLE');
    // Another run of the same key was stored first, and its response is the one that every retry gets.
    if (cached) return this.#replied.resolve(this.#stored(value));
    setOutcomeHeaders(this.#res, { cached, status });
    this.#replied.resolve({ cached: false, response: /** @type {Answer} */ (this.#answer) });
  }

  /**
   * @param {StoredResponse} stored
   * @returns {StoredReply}
   */
  #stored({ status, headers, body }) {
    refuseUnreadable(this.#request, headers);
    setOutcomeHeaders(this.#res, { cached: true });
    // A copy: the payload may be the store's own or another waiter's.
    const response = { status, headers: Object.fromEntries(headers), body: Buffer.from(body) };
    return { cached: true, response };
  }

  /** @param {unknown} error */
  refused(error) {
    this.#report?.refused(error);
    this.#fail(error);
  }

  /** @param {unknown} error */
  #fail(error) {
    exposeHeaders(this.#res);
    if (this.#context === undefined) this.#begun.reject(error);
    else if (this.#body !== undefined) this.#body.release();
    else {
      this.#isOver = true;
      this.#replied.reject(error);
    }
  }
}

/**
 * Begins a request in response mode whose response is a value. Resolves to its Turn if the key is won, or to the stored reply. Rejects
 * with the error to be answered.
 * @param {Request} request
 * @param {Response} res  Gets the outcome headers.
 * @param {string} key
 * @param {ResponseSettings} settings
 * @param {StoreParts} store
 * @param {Report} [report]
 */
function beginTurn(request, res, key, settings, store, report) {
  if (report !== undefined) {
    report.isTaken = true;
    nameRoute(request, report, settings.eventRoute);
  }
  return new Turn(request, res, settings, report).begin(key, store);
}

module.exports = { beginTurn };
