'use strict';

const { createHash, randomUUID } = require('node:crypto');
const { AbortController } = require('../util/abort-controller');
const { argumentError } = require('../util/argument-error');
const native = require('../native/binding');
const { optionError } = require('../util/option-error');

/** @import { DownstreamKeyOptions } from '../../types/operation' */

/**
 * The request that an operation runs for.
 * @typedef {object} OperationRequest
 * @property {string} [key]  The client's key. Without one every run is an effect of its own.
 * @property {string} [id]  Name of its record; undefined without a key.
 * @property {string} [prefix]  That of the store.
 * @property {string} [digest]  Digest of what counts of the request, without a secret.
 */

/**
 * The attempt that runs it.
 * @typedef {object} OperationAttempt
 * @property {number} attempt  From 1.
 * @property {number} fence  Grows with every attempt of the key; 0 where nothing is owned.
 * @property {boolean} isRecovery  Whether an attempt was taken over whose effect may exist.
 */

/**
 * How an operation stores its result together with its rows.
 * @typedef {object} ResultTransaction
 * @property {<V>(executor: any, value: V) => Promise<V>} storeIn
 * @property {<V>(run: (tx: any) => V | Promise<V>) => Promise<V>} transaction
 */

/** @typedef {OperationContext} Context */

/**
 * An operation of a user.
 * @callback Operation
 * @param {OperationContext} context
 * @returns {unknown}
 */

/**
 * The context of an operation. `effectId` is a UUID-shaped name of the effect, the same for every attempt of a request
 * in every process. The same key with another content, or under another prefix, is another effect.
 */
class OperationContext {
  #request;
  /** @type {string | undefined} */
  #effectId;
  #isRecovery;
  #lease;
  #transaction;
  #namesEffect = false;
  #looksAtAttempt = false;

  /**
   * `request`: as an execution is told of it; its `id` is undefined without a key: every run is then its own effect.
   * @param {OperationRequest} request
   * @param {OperationAttempt} attempt
   * @param {{ signal: AbortSignal }} lease
   * @param {ResultTransaction} [transaction]  Of a store in the app's database.
   */
  constructor(request, { attempt, fence, isRecovery }, lease, transaction = undefined) {
    this.key = request.key;
    this.attempt = attempt;
    this.fence = fence;
    this.#request = request;
    this.#isRecovery = isRecovery;
    this.#lease = lease;
    this.#transaction = transaction;
  }

  get effectId() {
    this.#namesEffect = true;
    return this.#nameOfEffect();
  }

  /** Whether an earlier attempt was taken over, so that its effect may exist. */
  get isRecovery() {
    this.#looksAtAttempt = true;
    return this.#isRecovery;
  }

  get signal() {
    return this.#lease.signal;
  }

  /**
   * A UUID-shaped idempotency key for the downstream `name`: the same in every attempt, or with `perAttempt` another one
   * in each. Throws a TypeError for a name that is no text.
   */
  get downstreamKey() {
    /**
     * Operations take it out of their context.
     * @type {(name: string, options?: DownstreamKeyOptions) => string}
     */
    const downstreamKey = (name, options) => this.#downstreamKey(name, options);
    return downstreamKey;
  }

  /**
   * Stores the result by the app's own transaction, so that both commit or neither. Gives the value back, or throws, so that
   * the transaction is rolled back.
   */
  get storeIn() {
    /** @type {ResultTransaction['storeIn']} */
    const storeIn = (executor, value) => this.#inTransaction('storeIn').storeIn(executor, value);
    return storeIn;
  }

  /** Runs a function in a transaction of the store, and commits its result with its rows. */
  get transaction() {
    /** @type {ResultTransaction['transaction']} */
    const transaction = (run) => this.#inTransaction('transaction').transaction(run);
    return transaction;
  }

  /**
   * What an attempt has not committed is not there, so the next one may run.
   * @param {string} name
   */
  #inTransaction(name) {
    this.#looksAtAttempt = true;
    if (this.#transaction !== undefined) return this.#transaction;
    const message = `\`${name}\` of an operation's context needs a store in your database, such as PostgresStore`;
    throw optionError('method', message);
  }

  /**
   * @param {string} name
   * @param {DownstreamKeyOptions} [options]
   * @returns {string}
   */
  #downstreamKey(name, { perAttempt = false } = {}) {
    if (typeof name !== 'string' || name === '') {
      throw argumentError('the name that downstreamKey() gets', 'a non-empty string', name);
    }
    // A key of one attempt alone keeps the next one from nothing.
    if (perAttempt) this.#looksAtAttempt = true;
    else this.#namesEffect = true;
    const attempt = perAttempt ? this.attempt : 0;
    return uuidOf(JSON.stringify(['onceonly downstream', this.#nameOfEffect(), name, attempt]));
  }

  #nameOfEffect() {
    this.#effectId ??= effectIdOf(this.#request);
    return this.#effectId;
  }

  /**
   * Whether the operation has looked at anything that makes a second attempt safe.
   * @param {OperationContext} context
   */
  static mindsAttempts(context) {
    return context.#namesEffect || context.#looksAtAttempt;
  }

  /**
   * Whether it has taken a name for its effect, effectId or a downstreamKey, which the next attempt will get again.
   * @param {OperationContext} context
   */
  static namesEffect(context) {
    return context.#namesEffect;
  }
}

/**
 * Made when it is asked for: not every operation needs one.
 * @param {OperationRequest} request
 * @returns {string}
 */
function effectIdOf({ prefix, id, digest }) {
  return id === undefined ? randomUUID() : native.effectId(prefix, id, digest);
}

/**
 * RFC 9562, version 8: 122 bits of a digest.
 * @param {string} text
 */
function uuidOf(text) {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * Starts an operation. Returns a promise of its result, also if it throws before its first await.
 * @param {Operation} operation
 * @param {OperationContext} context
 * @returns {Promise<unknown>}
 */
function startOperation(operation, context) {
  try {
    return Promise.resolve(operation(context));
  } catch (error) {
    return Promise.reject(error);
  }
}

/**
 * The context of an operation without a key.
 * @param {Beginner} [transactions]  Of a store in the app's database.
 */
function keylessContext(transactions) {
  const request = { key: undefined, id: undefined };
  const attempt = { attempt: 1, fence: 0, isRecovery: false };
  return new OperationContext(request, attempt, new Unowned(), storingNothing(transactions));
}

/** @typedef {{ begin: <V>(run: (tx: any) => Promise<V>) => Promise<V> }} Beginner */

/**
 * For an operation that owns no key: its transactions commit its rows alone.
 * @param {Beginner} [transactions]
 * @returns {ResultTransaction | undefined}
 */
function storingNothing(transactions) {
  if (transactions === undefined) return undefined;
  return {
    storeIn: async (executor, value) => value,
    transaction: (run) => transactions.begin(async (tx) => run(tx)),
  };
}

/** Stands in for a lease where nothing is owned: its signal never aborts. */
class Unowned {
  /** @type {AbortController | undefined} */
  #controller;

  get signal() {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }
}

module.exports = { OperationContext, Unowned, keylessContext, startOperation, storingNothing };
