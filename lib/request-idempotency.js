'use strict';

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
  #executed = false;

  constructor(req, res, key, settings, store) {
    this.key = key;
    this.#req = req;
    this.#res = res;
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
    const outcome = await runOnce(this.#store, settings, request, operation);
    setOutcomeHeaders(this.#res, outcome);
    if ('thrown' in outcome) throw outcome.thrown;
    return { result: outcome.value, cached: outcome.cached };
  }
}

module.exports = { RequestIdempotency };
