'use strict';

const { answerInTime, warnIfAnswered } = require('./answered');
const { endOfTurn } = require('./end-of-turn');
const { IdempotencyError } = require('./errors');
const { runOnce } = require('./execution');
const { warnOfBareHandler } = require('./express-4');
const { isPromise } = require('./is-promise');
const { keylessContext } = require('./operation-context');
const { ROUTE_OVERRIDES, withOverrides } = require('./options/check-options');
const { requestRecord } = require('./request-record');
const { exposeHeaders, setOutcomeHeaders } = require('./outcome-headers');

/** `req.idempotency`: the key of one request, or undefined, and what runs its operation once. */
class RequestIdempotency {
  #req;
  #res;
  #mount;
  #next;
  #executed = false;

  constructor(req, res, next, key, mount) {
    this.key = key;
    this.#req = req;
    this.#res = res;
    this.#next = next;
    this.#mount = mount;
    // Handlers take it apart: `const { execute } = req.idempotency`.
    this.execute = this.execute.bind(this);
  }

  /** The mount that gave a request its `req.idempotency`; undefined for any other value. */
  static mountOf(value) {
    return typeof value === 'object' && value !== null && #mount in value
      ? value.#mount
      : undefined;
  }

  /**
   * Runs `operation(context)` once per key; resolves to `{ result, cached }` and sets
   * the headers that tell a replay. Throws what the operation threw, again at every retry, or an IdempotencyError.
   * Without a key it just runs the operation, unless `required` is among the overrides. `overrides`: TTLs and policies for
   * this call.
   */
  async execute(operation, overrides) {
    if (typeof operation !== 'function') {
      throw new TypeError('onceonly: execute() takes a function');
    }
    if (this.#mount.isOnExpress4) warnOfBareHandler(this.#req);
    const settings = withOverrides(this.#mount.settings, overrides, ROUTE_OVERRIDES);
    if (this.key === undefined) return this.#runWithoutKey(operation, overrides);
    let request;
    let outcome;
    try {
      if (this.#executed) throw new IdempotencyError('EXECUTE_TWICE');
      this.#executed = true;
      request = requestRecord(this.#req, this.#res, this.key, settings);
      if (isPromise(request)) request = await request;
      request.res = this.#res;
      request.headSent = this.#res.headersSent;
      outcome = await runOnce(this.#mount.store, settings, request, operation);
      if (this.#mount.store.kind === 'memory') await endOfTurn();
      const isTold = setOutcomeHeaders(this.#res, outcome);
      if (!isTold && !outcome.cached) warnIfAnswered(request, outcome.value);
    } catch (error) {
      exposeHeaders(this.#res);
      throw error;
    } finally {
      // Whatever answers from here on, it is not the operation: one that ends late has its result kept. And a result that
      // is still offered to the store holds the request, which must not hold the response.
      if (request !== undefined) request.res = undefined;
    }
    if ('thrown' in outcome) throw outcome.thrown;
    if (outcome.cached && outcome.isUnclear) answerInTime(this.#res, this.#next);
    return { result: outcome.value, cached: outcome.cached };
  }

  async #runWithoutKey(operation, overrides) {
    // A key that the middleware requires it has asked for itself, on some methods.
    if (overrides?.required === true) {
      exposeHeaders(this.#res);
      throw this.#mount.keyErrors.required();
    }
    return { result: await operation(keylessContext()), cached: false };
  }
}

module.exports = { RequestIdempotency };
