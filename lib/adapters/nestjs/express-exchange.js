'use strict';

const { tellAtClose } = require('../../http/report-request');
const { RequestIdempotency } = require('../../http/request-idempotency');
const { answerOnce, isCaptured } = require('../../response/response-mode');
const { ResponseIdempotency } = require('../../response/route-controls');
const { keylessContext } = require('../../operation/operation-context');
const { lastOf } = require('./handler-run');
const { runCaptured } = require('./run-captured');

/** @import { CallHandler } from './nest' */
/** @import { Settle } from './servers' */

/** @typedef {InstanceType<typeof RequestIdempotency>} Opened */
/** @typedef {InstanceType<typeof import('./handler-run').HandlerRun>} Run */

/** The request and the response of a handler on Express. */
class ExpressExchange {
  #next;

  /**
   * @param {any} request
   * @param {any} response
   * @param {(error?: unknown) => void} next  Of Express. Nest's exception filters get the errors.
   */
  constructor(request, response, next) {
    this.request = request;
    this.view = request;
    this.res = response;
    this.#next = next;
  }

  /** Whether a middleware captures the response. */
  get isCaptured() {
    return isCaptured(this.request);
  }

  get hasLeft() {
    const { stream, socket } = this.request;
    return (stream ?? socket).destroyed;
  }

  /** @param {unknown} error */
  fail(error) {
    this.#next(error);
  }

  /**
   * Runs a handler in response mode: what is sent in the end is stored.
   * @param {Opened} opened
   * @param {CallHandler} next
   * @param {Run} run
   * @param {Settle} settle
   */
  respond(opened, next, run, settle) {
    const { request, res } = this;
    const mount = /** @type {any} */ (RequestIdempotency.mountOf(opened));
    const report = RequestIdempotency.reportOf(opened);
    if (opened.key === undefined) {
      if (report !== undefined) {
        report.unless = 'keyless';
        tellAtClose(report, request, res);
      }
      run.context = keylessContext(mount.store.transactions);
      return void lastOf(next.handle()).then(settle.resolve, settle.fail);
    }
    let hasBegun = false;
    const begin = (/** @type {unknown} */ error) => {
      // What comes late is answered from here: writes of the code that waits for the interceptor are those of the handler.
      if (hasBegun) return this.fail(settle.errorOf(error));
      if (error !== undefined) return settle.fail(error);
      hasBegun = true;
      run.context = ResponseIdempotency.contextOf(request.idempotency);
      runCaptured(next, run, settle, res.idempotency, this);
    };
    answerOnce(request, res, begin, opened.key, mount.captured, mount.store, report);
  }

  /**
   * @param {import('./kept-file').FileHead} head
   * @param {any} body
   */
  sendFile({ type, disposition, length }, body) {
    const { res } = this;
    const headers = {
      'Content-Type': type,
      'Content-Disposition': disposition,
      'Content-Length': length,
    };
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined && res.getHeader(name) === undefined) res.setHeader(name, value);
    }
    if (typeof body.pipe === 'function') body.on('error', () => res.destroy()).pipe(res);
    else res.end(body);
  }
}

module.exports = { ExpressExchange };
