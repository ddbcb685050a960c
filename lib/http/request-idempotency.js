'use strict';

const { IdempotencyError } = require('../errors/idempotency-error');
const { ExecuteAnswer } = require('./execute-answer');
const { runOnce } = require('../execution/execution');
const { requireFunction } = require('../util/argument-error');
const { isPromise } = require('../util/is-promise');
const { keylessContext } = require('../operation/operation-context');
const { ROUTE_OVERRIDES, withOverrides } = require('../options/check-options');
const { nameRoute } = require('../identity/event-route');
const { identifyRequest } = require('../identity/identify-request');
const { exposeHeaders } = require('./outcome-headers');

/** @import { Request, Response } from '../exchange/exchange' */
/** @import { Settings } from '../execution/settings' */
/** @import { Operation } from '../operation/operation-context' */
/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { Report } from '../observe/request-report' */
/** @import { StoreParts } from '../store/store' */

/** @typedef {InstanceType<typeof ExecuteAnswer>} AnswerCaller */

/**
 * What an adapter has set up once for the requests that pass it.
 * @typedef {object} RequestMount
 * @property {StoreParts} store
 * @property {Settings} settings
 * @property {{ required: () => Error }} keyErrors
 * @property {(req: Request) => void} noteExecute  Called before a request executes.
 */

/** `req.idempotency`: the key of one request, or undefined, and `execute`. */
class RequestIdempotency {
  #req;
  #res;
  #mount;
  #next;
  #ownExecute;
  #report;
  #executed = false;

  /**
   * @param {Request} req
   * @param {Response} res
   * @param {(error?: unknown) => void} next
   * @param {string | undefined} key
   * @param {RequestMount} mount
   * @param {Report} [report]
   */
  constructor(req, res, next, key, mount, report) {
    this.key = key;
    this.#req = req;
    this.#res = res;
    this.#next = next;
    this.#mount = mount;
    this.#report = report;
    // Handlers take it apart: `const { execute } = req.idempotency`. Bound, because a function of its own kept its
    // closure alive through collections of young objects. Ten times as much was promoted (1.4 KB per request).
    this.execute = this.execute.bind(this);
    this.#ownExecute = this.execute;
  }

  /**
   * The mount that gave a request its `req.idempotency`; undefined for any other value.
   * @param {any} value
   * @returns {RequestMount | undefined}
   */
  static mountOf(value) {
    return typeof value === 'object' && value !== null && #mount in value
      ? value.#mount
      : undefined;
  }

  /**
   * What is gathered for the event of the request of `value`, if somebody listens.
   * @param {any} value  One that mountOf() knows.
   * @returns {Report | undefined}
   */
  static reportOf(value) {
    return value.#report;
  }

  /**
   * The request and the response of `value`, for an adapter that has objects of its own for them.
   * @param {any} value  One that mountOf() knows.
   * @returns {{ req: Request, res: Response }}
   */
  static exchangeOf(value) {
    return { req: value.#req, res: value.#res };
  }

  /**
   * Whether a route may use runFor() of `value`: it has a key, and nobody has put another `execute` in its place.
   * @param {any} value
   */
  static canRunFor(value) {
    return (
      RequestIdempotency.mountOf(value) !== undefined &&
      value.key !== undefined &&
      value.execute === value.#ownExecute
    );
  }

  /**
   * The same as execute(), for a caller that takes the outcome in another form: see runOnce(). Never throws.
   * @param {any} value
   * @param {Operation} operation
   * @param {object | undefined} overrides
   * @param {AnswerCaller} caller
   */
  static runFor(value, operation, overrides, caller) {
    try {
      return value.#run(operation, overrides, caller);
    } catch (error) {
      return caller.refused(error);
    }
  }

  /**
   * Runs `operation(context)` once per key. Resolves to `{ result, cached }` and sets the outcome headers. Throws the
   * operation's error, again at every retry, or an IdempotencyError. Without a key it just runs the operation, unless
   * `overrides` has `required`. `overrides`: TTLs and policies for this call.
   * @param {Operation} operation
   * @param {{ required?: boolean }} [overrides]
   * @returns {Promise<{ result: unknown, cached: boolean }>}
   */
  execute(operation, overrides) {
    try {
      requireFunction('the operation of execute()', operation);
      if (this.key === undefined) return this.#runWithoutKey(operation, overrides);
      return this.#run(operation, overrides, new ExecuteAnswer(this.#res, this.#next));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * @param {Operation} operation
   * @param {object | undefined} overrides
   * @param {AnswerCaller} caller
   */
  #run(operation, overrides, caller) {
    const settings = this.#settings(overrides);
    if (this.#executed) return caller.refused(new IdempotencyError('EXECUTE_TWICE'));
    this.#executed = true;
    const report = this.#takeReport(settings);
    caller.report = report;
    let request;
    try {
      const key = /** @type {string} */ (this.key);
      request = identifyRequest(this.#req, this.#res, key, settings, report);
    } catch (error) {
      return caller.refused(error);
    }
    return isPromise(request)
      ? request.then(
          (found) => this.#begin(found, operation, settings, caller),
          (error) => caller.refused(error),
        )
      : this.#begin(request, operation, settings, caller);
  }

  /**
   * @param {RequestIdentity} request
   * @param {Operation} operation
   * @param {Settings} settings
   * @param {AnswerCaller} caller
   */
  #begin(request, operation, settings, caller) {
    request.res = this.#res;
    request.headSent = this.#res.headersSent;
    request.wantsText = caller.wantsText;
    caller.request = request;
    return runOnce(this.#mount.store, settings, request, operation, caller);
  }

  /**
   * @param {object | undefined} overrides
   * @returns {Settings}
   */
  #settings(overrides) {
    this.#mount.noteExecute(this.#req);
    return withOverrides(this.#mount.settings, overrides, ROUTE_OVERRIDES);
  }

  /**
   * From here on the execution tells the event.
   * @param {Settings} settings
   */
  #takeReport(settings) {
    const report = this.#nameReport(settings);
    if (report !== undefined) report.isTaken = true;
    return report;
  }

  /** @param {Settings} settings */
  #nameReport({ eventRoute }) {
    const report = this.#report;
    if (report !== undefined) nameRoute(this.#req, report, eventRoute);
    return report;
  }

  /**
   * @param {Operation} operation
   * @param {{ required?: boolean } | undefined} overrides
   */
  async #runWithoutKey(operation, overrides) {
    const report = this.#nameReport(this.#settings(overrides));
    // A key that the middleware requires it has asked for itself, on some methods.
    if (overrides?.required === true) {
      const error = this.#mount.keyErrors.required();
      report?.refused(error);
      exposeHeaders(this.#res);
      throw error;
    }
    // Whatever comes of it. If the client leaves first, nobody waits for its end.
    if (report !== undefined) report.unless = 'keyless';
    report?.begins();
    try {
      return {
        result: await operation(keylessContext(this.#mount.store.transactions)),
        cached: false,
      };
    } finally {
      report?.finished();
      report?.ended('keyless');
    }
  }
}

module.exports = { RequestIdempotency };
