'use strict';

const { StoreError } = require('../errors/store-error');
const { monotonicMs } = require('../native/clock');
const { NOT_WRITABLE } = require('../store/sql/rows');

/** @import { StoreStatus } from '../../types/store' */

const DOWN_AFTER_MS = 1000;
const PROBE_EVERY_MS = 250;
// These say that the server cannot be used, whatever the statement.
const OUTAGES = new Set([
  'AUTH_FAILED',
  'CONNECT_FAILED',
  'CONNECT_TIMEOUT',
  'LOADING',
  'LOOKUP_FAILED',
  'NO_SUCH_DATABASE',
  'NO_TABLE',
  'REPLY_LOST',
  'STORE_TIMEOUT',
]);

/**
 * Whether the server answers. One that has not for a second is asked by one call in a quarter of a second; claims fail at
 * once meanwhile, so that clients have their 503 without a wait.
 */
class Outage {
  /** @type {number | undefined} */
  #since;
  #probedAt = 0;
  #hasAnswered = false;
  /** @type {InstanceType<typeof StoreError> | undefined} */
  #lastError;

  /** @param {boolean} isRead  A server that takes no writes still answers reads. */
  answered(isRead) {
    this.#hasAnswered = true;
    this.#since = undefined;
    if (!isRead || !NOT_WRITABLE.has(this.#lastError?.code ?? '')) this.#lastError = undefined;
  }

  /** @param {InstanceType<typeof StoreError>} error */
  failed(error) {
    this.#lastError = error;
    if (OUTAGES.has(error.code)) this.#since ??= monotonicMs();
    else this.#since = undefined;
  }

  /**
   * Throws BREAKER_OPEN while the server is known to be down, unless it is time to look again.
   * @param {boolean} mayWait  Of an owner, whose call is made again until its time is over.
   */
  pass(mayWait) {
    if (!this.#isDown) return;
    const now = monotonicMs();
    if (now - this.#probedAt >= PROBE_EVERY_MS) {
      this.#probedAt = now;
      return;
    }
    const retry = mayWait ? 'safe' : 'no';
    const message = 'PostgreSQL is known to be out of reach';
    throw new StoreError('BREAKER_OPEN', message, { retry, cause: this.#lastError });
  }

  get lastError() {
    return this.#lastError;
  }

  /** @returns {Pick<StoreStatus, 'state' | 'lastError'>} */
  get status() {
    const lastError = this.#lastError?.code ?? null;
    if (this.#isDown) return { state: 'down', lastError };
    return { state: this.#hasAnswered ? 'ready' : 'idle', lastError };
  }

  get #isDown() {
    return this.#since !== undefined && monotonicMs() - this.#since >= DOWN_AFTER_MS;
  }
}

module.exports = { Outage };
