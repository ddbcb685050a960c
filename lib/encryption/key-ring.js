'use strict';

const { sealError } = require('../errors/seal-error');
const { monotonicMs } = require('../native/clock');
const { AbortController } = require('../util/abort-controller');
const { settledInTime } = require('../util/timers');
const { keysOf, requireCurrent } = require('./options');

/** @import { Keys } from './options' */
/** @import { SealKey } from './sealed-form' */

/** @typedef {(about: { signal: AbortSignal }) => unknown} Source */

// How long a failure stands: without this each request would ask a service that is down. And how long keys that lack a name are
// taken to lack it: whoever writes to the store chooses names, and must not choose the load of that service.
const PAUSES = { failureMs: 1000, againMs: 10_000 };

/**
 * The keys by name. They are there from the beginning, or loaded by a function of the app: at the first use, and again if a stored
 * result names a key that they lack. One load is under way at a time, and nobody waits longer than `timeoutMs` for it.
 */
class KeyRing {
  #source;
  #current;
  #timeoutMs;
  #pauses;
  /** @type {Keys | undefined} */
  #keys;
  /** @type {Promise<void> | undefined} */
  #loading;
  /** @type {unknown} */
  #failure;
  /** Monotonic milliseconds at which the last load ended. */
  #endedAt = -Infinity;
  /** Numbers of the last load that began, and of the one that gave the keys. */
  #began = 0;
  #took = 0;

  /**
   * @param {Keys | Source} keys
   * @param {string} current
   * @param {number} timeoutMs
   * @param {{ failureMs: number, againMs: number }} [pauses]
   */
  constructor(keys, current, timeoutMs, pauses = PAUSES) {
    this.#pauses = pauses;
    this.#current = current;
    this.#timeoutMs = timeoutMs;
    if (typeof keys === 'function') this.#source = keys;
    else this.#keys = requireCurrent(keys, current);
  }

  /**
   * The key for new results: `{ name, key }`, or undefined before the first load.
   * @returns {{ name: string, key: SealKey } | undefined}
   */
  get current() {
    if (this.#keys === undefined) return undefined;
    return { name: this.#current, key: /** @type {SealKey} */ (this.#keys.get(this.#current)) };
  }

  /**
   * The key of a name, if it is there.
   * @param {string} name
   */
  get(name) {
    return this.#keys?.get(name);
  }

  /** Whether a load could bring a key that is missing. */
  get mayLoad() {
    if (this.#source === undefined) return false;
    if (this.#keys === undefined || this.#loading !== undefined) return true;
    return monotonicMs() - this.#endedAt >= this.#pauses.againMs;
  }

  /** Loads the keys. Rejects with KEYS_UNAVAILABLE, and the keys from before stay. */
  load() {
    if (this.#loading !== undefined) return this.#loading;
    if (this.#failure !== undefined && monotonicMs() - this.#endedAt < this.#pauses.failureMs) {
      return Promise.reject(this.#failure);
    }
    this.#loading = this.#load();
    return this.#loading;
  }

  async #load() {
    const controller = new AbortController();
    try {
      const asked = this.#ask(++this.#began, controller.signal);
      const late = () => new Error(`\`keys\` gave no keys within ${this.#timeoutMs} ms`);
      await settledInTime(asked, this.#timeoutMs, late);
      this.#failure = undefined;
    } catch (cause) {
      this.#failure = sealError('KEYS_UNAVAILABLE', { cause });
      controller.abort(this.#failure);
      throw this.#failure;
    } finally {
      this.#loading = undefined;
      this.#endedAt = monotonicMs();
    }
  }

  /**
   * Keys that come late are taken too, but never in place of newer ones.
   * @param {number} number
   * @param {AbortSignal} signal
   */
  async #ask(number, signal) {
    const given = await /** @type {Source} */ (this.#source)({ signal });
    const keys = requireCurrent(keysOf(given), this.#current);
    if (number < this.#took) return;
    this.#took = number;
    this.#keys = keys;
    this.#failure = undefined;
  }
}

module.exports = { KeyRing };
