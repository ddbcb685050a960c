'use strict';

const { Claim } = require('./claim');
const { monotonicMs } = require('./clock');
const { operationContext, Unowned } = require('./operation-context');
const { IdempotencyError } = require('./errors');
const { Lease } = require('./lease');
const { errorVerdict } = require('./outcome-policy');
const { decodePayload, encodeError, encodeValue } = require('./payload');
const { lockFailed, replay } = require('./replay');
const { StoreError } = require('./store/store-error');

const HAND_OVER_MS = 1000;
const STORED = new Set(['stored', 'late-win', 'adopted', 'duplicate']);

/**
 * One run of an operation under one key, from begin to the stored answer. Its parts are those of a Claim.
 */
class Execution {
  #claim;
  #work;
  #settings;
  #request;
  /** @type {any} a Lease once the key is won */
  #lease = new Unowned();
  /** @type {Error | undefined} */
  #timedOut;

  constructor(parts) {
    this.#claim = new Claim(parts);
    this.#work = parts.work;
    this.#settings = parts.settings;
    this.#request = parts.request;
  }

  /**
   * Resolves to `{ cached, status?, value }` or `{ cached, status?, thrown }`; `status` is 'unprotected' or
   * 'not-stored'. Rejects with an IdempotencyError when the operation was not run or its outcome is not known.
   */
  async run(operation) {
    if (this.#work.refusing) throw closing();
    const sentAt = monotonicMs();
    let answer;
    try {
      answer = await this.#claim.begin(sentAt);
    } catch (error) {
      return this.#storeDown(error, operation);
    }
    if (answer.state !== 'own') return { cached: true, ...replay(answer) };
    return this.#owned(operation, sentAt);
  }

  /** The store is being closed: another process may take the key over, while the operation here goes on. */
  handOver() {
    this.#lease.abandon(new IdempotencyError('LEASE_LOST'));
    return this.#claim.release('silent', HAND_OVER_MS);
  }

  async #owned(operation, sentAt) {
    if (this.#work.refusing) {
      await this.#claim.release('undo', HAND_OVER_MS);
      throw closing();
    }
    this.#lease = new Lease(this.#claim, this.#settings.leaseMs, sentAt);
    this.#work.enter(this);
    try {
      return await this.#runOwned(operation);
    } finally {
      this.#work.leave(this);
    }
  }

  async #runOwned(operation) {
    let value;
    try {
      value = await this.#withTimeout(this.#start(operation));
    } catch (error) {
      return this.#failed(error);
    }
    return this.#succeeded(value);
  }

  // An async function, so that an operation that throws before its first await fails like any other.
  async #start(operation) {
    return operation(operationContext(this.#request, this.#claim, this.#lease));
  }

  // The client of an operation that hangs gets an answer. Renewal stops and the lease runs out by itself, so that nobody
  // takes over at once what may still end; what the operation returns later is offered all the same.
  #withTimeout(running) {
    const { operationTimeoutMs } = this.#settings;
    if (operationTimeoutMs === 0) return running;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#timedOut = new IdempotencyError('OPERATION_TIMEOUT');
        this.#lease.abandon(this.#timedOut);
        running.then(
          (value) => this.#offerLate(value),
          () => this.#claim.release('silent'),
        );
        reject(this.#timedOut);
      }, operationTimeoutMs);
      running.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  async #offerLate(value) {
    const encoded = encodeValue(value, this.#settings.maxResultBytes);
    try {
      await this.#claim.complete(encoded);
    } catch {
      this.#claim.keepOffering(encoded, () => {});
    }
  }

  #succeeded(value) {
    const encoded = encodeValue(value, this.#settings.maxResultBytes);
    return this.#settle(encoded, { cached: false, value: this.#roundTrip(value, encoded) });
  }

  // The first caller gets what every replay will get.
  #roundTrip(value, { kind, payload }) {
    if (kind === 'tombstone' || !this.#settings.roundTrip) return value;
    return decodePayload(kind, payload).value;
  }

  async #failed(error) {
    if (this.#timedOut !== undefined) throw outcomeUnknown(this.#timedOut);
    if (this.#lease.mayBeLost) return this.#unknown(error);
    let verdict;
    try {
      verdict = errorVerdict(error, this.#settings);
    } catch (policyError) {
      await this.#giveUp('silent');
      throw policyError;
    }
    if (verdict === 'store') {
      const encoded = encodeError(error, this.#settings.maxResultBytes);
      return this.#settle(encoded, { cached: false, thrown: error });
    }
    await this.#giveUp(verdict);
    return { cached: false, thrown: error };
  }

  // An error that comes after the ownership may have been lost says nothing about what another attempt has done.
  async #unknown(cause) {
    await this.#giveUp('silent');
    throw outcomeUnknown(cause);
  }

  #giveUp(reason) {
    this.#lease.end();
    return this.#claim.release(reason);
  }

  async #settle(encoded, own) {
    let answer;
    try {
      answer = await this.#claim.complete(encoded);
    } catch {
      // The effect exists, so the answer must reach the store: the lease goes on until it does.
      this.#claim.keepOffering(encoded, () => this.#lease.end());
      return { ...own, status: 'not-stored' };
    }
    this.#lease.end();
    if (STORED.has(answer.state)) return own;
    if (answer.state === 'lost') return { cached: true, ...replay(answer) };
    if (answer.state === 'fenced') throw outcomeUnknown(own.thrown);
    return { ...own, status: 'not-stored' };
  }

  #storeDown(error, operation) {
    if (this.#settings.onStoreDown === 'open') return this.#runUnprotected(operation);
    if (error.ambiguous) this.#claim.releaseLater('undo');
    throw lockFailed(error.cause ?? error);
  }

  async #runUnprotected(operation) {
    let value;
    try {
      value = await this.#start(operation);
    } catch (thrown) {
      this.#claim.releaseLater('silent');
      return { cached: false, status: 'unprotected', thrown };
    }
    const encoded = encodeValue(value, this.#settings.maxResultBytes);
    this.#claim.keepOffering(encoded, () => {});
    return { cached: false, status: 'unprotected', value: this.#roundTrip(value, encoded) };
  }
}

function outcomeUnknown(cause) {
  return new IdempotencyError('OUTCOME_UNKNOWN', { cause, retryable: true });
}

function closing() {
  return lockFailed(new StoreError('STORE_CLOSED', 'the store is closed', { retry: 'no' }));
}

module.exports = { Execution };
