'use strict';

const { answerInTime, warnIfAnswered } = require('./answered');
const { IdempotencyError } = require('./errors');
const { runOnce } = require('./execution');
const { isPromise } = require('./is-promise');
const { keylessContext } = require('./operation-context');
const { withOverrides } = require('./options/check-options');
const { requestRecord } = require('./request-record');
const { setOutcomeHeaders } = require('./outcome-headers');

/** `req.idempotency`: the key of one request, or undefined, and what runs its operation once. */
class RequestIdempotency {
  #req;
  #res;
  #settings;
  #store;
  #next;
  #executed = false;

  constructor(req, res, next, key, settings, store) {
    this.key = key;
    this.#req = req;
    this.#res = res;
    this.#next = next;
    this.#settings = settings;
    this.#store = store;
    // Handlers take it apart: `const { execute } = req.idempotency`.
    this.execute = this.execute.bind(this);
  }

  /**
   * Runs `operation(context)` once per key; resolves to `{ result, cached }` and sets
   * the headers that tell a replay. Throws what the operation threw, again at every retry, or an IdempotencyError.
   * Without a key it just runs the operation. `overrides`: TTLs and policies for this call.
   */
  async execute(operation, overrides) {
    if (typeof operation !== 'function') {
      throw new TypeError('onceonly: execute() takes a function');
    }
    const settings = withOverrides(this.#settings, overrides);
    if (this.key === undefined) return { result: await operation(keylessContext()), cached: false };
    if (this.#executed) throw new IdempotencyError('EXECUTE_TWICE');
    this.#executed = true;
    let request = requestRecord(this.#req, this.#res, this.key, settings);
    if (isPromise(request)) request = await request;
    request.res = this.#res;
    request.headSent = this.#res.headersSent;
    let outcome;
    try {
      outcome = await runOnce(this.#store, settings, request, operation);
      const isTold = setOutcomeHeaders(this.#res, outcome);
      if (!isTold && !outcome.cached) warnIfAnswered(request, outcome.value);
    } finally {
      // Whatever answers from here on, it is not the operation: one that ends late has its result kept. And a result that
      // is still offered to the store holds the request, which must not hold the response.
      request.res = undefined;
    }
    if ('thrown' in outcome) throw outcome.thrown;
    if (outcome.cached && outcome.isUnclear) answerInTime(this.#res, this.#next);
    return { result: outcome.value, cached: outcome.cached };
  }
}

module.exports = { RequestIdempotency };
