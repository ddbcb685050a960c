'use strict';

const { clearTimeout, setTimeout } = require('node:timers');

const { lockFailed } = require('../../errors/refusals');
const { StoreError } = require('../../errors/store-error');

/** At most so many tasks at a time. The others wait, but not for ever. */
class Turns {
  #free;
  #waitMs;
  /** @type {(() => void)[]} */
  #waiting = [];

  /**
   * @param {number} most
   * @param {number} waitMs
   */
  constructor(most, waitMs) {
    this.#free = most;
    this.#waitMs = waitMs;
  }

  /**
   * @template T
   * @param {() => Promise<T>} task
   * @returns {Promise<T>}
   */
  async take(task) {
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait();
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  /** @returns {Promise<void>} */
  #wait() {
    return new Promise((resolve, reject) => {
      const go = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        const message = 'all connections for transactions were in use for too long';
        reject(lockFailed(new StoreError('STORE_TIMEOUT', message, { retry: 'safe' })));
      }, this.#waitMs);
      this.#waiting.push(go);
    });
  }
}

module.exports = { Turns };
