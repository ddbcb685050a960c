'use strict';

const { IdempotencyError } = require('../errors/idempotency-error');
const { ROUTE_OVERRIDES, withOverrides } = require('../options/check-options');
const { requireFunction } = require('../util/argument-error');
const { YEAR_S, seconds } = require('../util/checks');
const { isInTimer } = require('./who-answers');

/** @import { Context, Operation } from '../operation/operation-context' */
/** @import { ResponseSettings } from './response-settings' */

/**
 * `req.idempotency` of a request whose response is captured. The request owns its key already. `execute` runs its
 * operation at once, with the context of that ownership. A retry gets the response.
 */
class ResponseIdempotency {
  #context;
  #settings;
  #executed = false;

  /**
   * @param {string} key
   * @param {Context} context
   * @param {ResponseSettings} settings
   */
  constructor(key, context, settings) {
    this.key = key;
    this.#context = context;
    this.#settings = settings;
    this.execute = this.execute.bind(this);
  }

  /**
   * The logger of the middleware that captures a response; undefined for any other value.
   * @param {any} value
   * @returns {ResponseSettings['logger']}
   */
  static loggerOf(value) {
    return typeof value === 'object' && value !== null && #settings in value
      ? value.#settings.logger
      : undefined;
  }

  /**
   * The context of the operation that a handler runs in; undefined for any other value.
   * @param {any} value
   * @returns {Context | undefined}
   */
  static contextOf(value) {
    return typeof value === 'object' && value !== null && #context in value
      ? value.#context
      : undefined;
  }

  /**
   * Runs `operation(context)`; resolves to `{ result, cached: false }`. Rejects with EXECUTE_TWICE the second time.
   * @param {Operation} operation
   * @param {object} [overrides]
   */
  async execute(operation, overrides) {
    requireFunction('the operation of execute()', operation);
    withOverrides(this.#settings, overrides, ROUTE_OVERRIDES);
    if (this.#executed) throw new IdempotencyError('EXECUTE_TWICE');
    this.#executed = true;
    return { result: await operation(this.#context), cached: false };
  }
}

/** `res.idempotency`: how a handler decides about its own response. */
class ResponseControl {
  skipped = false;
  /** Whether a timer has said so, which does not know whether the handler still runs. */
  skippedInTimer = false;
  /** @type {number | undefined} */
  ttlMs;
  /**
   * What an adapter knows of the handler, whatever the response says: it was not called, or it was given up.
   * @type {'undo' | 'silent' | undefined}
   */
  verdict;

  constructor() {
    this.skip = this.skip.bind(this);
    this.ttl = this.ttl.bind(this);
  }

  /** This response is not kept: the key is free for another run, or silent if the handler may still run. */
  skip() {
    this.skipped = true;
    if (isInTimer()) this.skippedInTimer = true;
  }

  /**
   * Keeps this response for so many seconds.
   * @param {number} value
   */
  ttl(value) {
    this.ttlMs = seconds(YEAR_S)('ttl', value);
  }
}

/** The same where the response is a value: the handler also finds here how it decides about its own response. */
class ValueIdempotency extends ResponseIdempotency {
  /**
   * @param {string} key
   * @param {Context} context
   * @param {ResponseSettings} settings
   * @param {InstanceType<typeof ResponseControl>} control
   */
  constructor(key, context, settings, { skip, ttl }) {
    super(key, context, settings);
    this.skip = skip;
    this.ttl = ttl;
  }
}

module.exports = { ResponseControl, ResponseIdempotency, ValueIdempotency };
