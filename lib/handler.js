'use strict';

const { NO_OPTIONS, digest } = require('./canonical');
const { eventsFor } = require('./events');
const { runOnce } = require('./execution');
const { HANDLER, checkOptions, withDurations, withOverrides } = require('./options/check-options');
const { checkKey, recordNames } = require('./record-id');
const { operationOutcomes } = require('./outcomes');
const { valueContent } = require('./request-content');
const { chooseStore } = require('./store/choose-store');
const { internals } = require('./store/store');

/**
 * Idempotent execution without a web framework: for queues, cron jobs and other servers.
 *
 *   const { result, cached } = await handler.execute(key, body, async ({ effectId }) => ...);
 */
class IdempotencyHandler {
  #settings;
  #store;

  /** Options: those of the middleware that do not concern HTTP. Throws TypeError or RangeError for a bad one. */
  constructor(options = {}) {
    this.#settings = executionSettings(checkOptions(options, HANDLER));
    this.#store = internals(chooseStore(options));
    this.#store.health.listen(this.#settings.events);
  }

  /**
   * Runs `operation(context)` once per key and body; resolves to `{ result, cached, status? }`. Throws what the operation
   * threw, again at every retry, or an IdempotencyError. `overrides` takes the TTLs and policies of the constructor for
   * one call, and `scope`, a string that keeps the keys of one user or tenant apart from another's.
   */
  async execute(key, body, operation, options = {}) {
    if (typeof operation !== 'function') {
      throw new TypeError('onceonly: execute() takes a key, a body and a function');
    }
    const overrides = { ...options };
    const scope = takeScope(overrides);
    const settings = withOverrides(this.#settings, overrides);
    const content = valueContent(body, settings.maxBodyBytes);
    const { id, hint } = recordNames({ scope, key: checkKey(key) });
    const request = {
      id,
      key,
      hint: settings.keyHint ? hint : '',
      label: '',
      ...fingerprints(content, settings.secret),
    };
    const outcome = await runOnce(this.#store, settings, request, operation);
    if ('thrown' in outcome) throw outcome.thrown;
    const { value: result, cached, status } = outcome;
    return status === undefined ? { result, cached } : { result, cached, status };
  }
}

// A scope that is there and is no text would let two users meet in one record.
function takeScope(overrides) {
  if (!('scope' in overrides)) return '';
  const { scope } = overrides;
  if (typeof scope !== 'string' || scope === '') {
    throw new TypeError('onceonly: option `scope` of execute() is a non-empty string');
  }
  delete overrides.scope;
  return scope;
}

/** Checked options with what an execution works with beside them. */
function executionSettings(checked) {
  return { ...withDurations(checked), events: eventsFor(checked), outcomes: operationOutcomes };
}

/** `{ fingerprint, otherFingerprint }` of content under no, one or two secrets. */
function fingerprints({ kind, body }, secrets = ['']) {
  const [current, previous] = secrets;
  return {
    fingerprint: digest(kind, body, current) + NO_OPTIONS,
    otherFingerprint: previous === undefined ? '' : digest(kind, body, previous) + NO_OPTIONS,
  };
}

module.exports = { IdempotencyHandler, executionSettings, fingerprints };
