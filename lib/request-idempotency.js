'use strict';

const { IdempotencyError } = require('./errors');
const { runOnce } = require('./execution');
const { fingerprints } = require('./handler');
const { keylessContext } = require('./operation-context');
const { withOverrides } = require('./options/check-options');
const { recordId, trimPath } = require('./record-id');
const { requestContent } = require('./request-content');
const { setOutcomeHeaders } = require('./outcome-headers');

const NOT_IN_LABEL = /[^A-Za-z0-9/_:.-]/g;
const MAX_LABEL = 64;

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
    const request = await this.#request(settings);
    const outcome = await runOnce(this.#store, settings, request, operation);
    setOutcomeHeaders(this.#res, outcome);
    if ('thrown' in outcome) throw outcome.thrown;
    return { result: outcome.value, cached: outcome.cached };
  }

  async #request(settings) {
    const req = this.#req;
    const content = requestContent(req, settings.maxBodyBytes);
    const scope = settings.scope ? await scopeOf(req, settings.scope) : '';
    const path = settings.route ?? trimPath(req.originalUrl ?? req.url);
    return {
      id: recordId({ scope, method: req.method, path, key: this.key }),
      key: this.key,
      label: labelOf(req, path),
      ...fingerprints(content, settings.secret),
    };
  }
}

// Two users must never meet in one record because the scope could not be told.
async function scopeOf(req, scope) {
  let value;
  try {
    value = await scope(req);
  } catch (cause) {
    throw new IdempotencyError('SCOPE_MISSING', { cause });
  }
  if (typeof value !== 'string' || value === '') throw new IdempotencyError('SCOPE_MISSING');
  return value;
}

function labelOf(req, path) {
  const pattern = req.route?.path;
  const route = typeof pattern === 'string' ? `${req.baseUrl}${pattern}` : path;
  return `${req.method}:${route}`.replace(NOT_IN_LABEL, '_').slice(0, MAX_LABEL);
}

module.exports = { RequestIdempotency };
