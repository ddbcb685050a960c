'use strict';

const { clearTimeout, setTimeout } = require('node:timers');

const { monotonicMs } = require('../../native/clock');
const { returnError } = require('../../util/argument-error');
const { MAX_TIMER_MS } = require('../../util/checks');
const { kindOf } = require('../../util/received');

/** @import { RedisSettings } from '../../options/redis-settings' */

// Of the time for which a password holds, before another one is asked for; and how long before its end at the latest.
const SHARE = 0.8;
const AHEAD_MS = 180_000;
const AGAIN_MS = 5000;

/**
 * A password, or the function that gives one. The function is asked once per connection; an answer that came too late
 * for the attempt that asked serves the next one, or a slow secret store would never let any attempt through.
 *
 * An answer that says when it expires serves all connections until another one is due. That is asked for in time, and told to
 * the connections that are open.
 */
class Secret {
  #password;
  /** @type {Promise<string> | undefined} */
  #answer;
  #dueMs = Infinity;
  /** @type {Set<(password: string) => void>} */
  #followers = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /** @param {RedisSettings['password']} password */
  constructor(password) {
    this.#password = password;
  }

  get isKnown() {
    return typeof this.#password === 'string';
  }

  async ask() {
    if (monotonicMs() >= this.#dueMs) this.#forget();
    this.#answer ??= this.#read();
    try {
      return await this.#answer;
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  /** The answer went to the server: the next connection asks anew, unless it holds for longer. */
  used() {
    if (this.#dueMs === Infinity) this.#answer = undefined;
  }

  /** The server has refused the answer: the next connection asks anew, however long it holds. */
  refused() {
    this.#forget();
  }

  /**
   * From now on `tell` is called with each new password.
   * @param {(password: string) => void} tell
   */
  follow(tell) {
    this.#followers.add(tell);
    this.#wake(this.#dueMs - monotonicMs());
  }

  /** @param {(password: string) => void} tell */
  unfollow(tell) {
    this.#followers.delete(tell);
    if (this.#followers.size === 0) clearTimeout(this.#timer);
  }

  #forget() {
    this.#answer = undefined;
    this.#dueMs = Infinity;
  }

  /** @param {number} ms */
  #wake(ms) {
    clearTimeout(this.#timer);
    if (ms === Infinity || this.#followers.size === 0) return;
    this.#timer = setTimeout(() => this.#renew(), Math.min(Math.max(ms, 0), MAX_TIMER_MS)).unref();
  }

  /** The connections that are open go on if the function fails, and it is asked again. */
  async #renew() {
    const left = this.#dueMs - monotonicMs();
    // It was renewed meanwhile, or its time is longer than that of a timer.
    if (left > 0 && left !== Infinity) return this.#wake(left);
    return this.ask().catch(() => this.#wake(AGAIN_MS));
  }

  async #read() {
    const given = typeof this.#password === 'function' ? await this.#password() : this.#password;
    if (typeof given === 'string') return given;
    const { password, renewMs } = read(given);
    this.#dueMs = monotonicMs() + renewMs;
    for (const tell of [...this.#followers]) tell(password);
    this.#wake(renewMs);
    return password;
  }
}

/** @param {any} given */
function read(given) {
  const { password, expiresInMs } = given ?? {};
  if (typeof password !== 'string' || !(expiresInMs > 0)) {
    throw returnError('redis.password', 'a string or { password, expiresInMs }', kindOf(given));
  }
  const inTime = expiresInMs * SHARE;
  const ahead = expiresInMs - AHEAD_MS;
  return { password, renewMs: ahead > 0 ? Math.min(inTime, ahead) : inTime };
}

module.exports = { Secret };
