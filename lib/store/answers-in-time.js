'use strict';

const { clearTimeout, setTimeout } = require('node:timers');

const { StoreError } = require('../errors/store-error');
const { Roster } = require('../util/roster');

/**
 * The time limit of one answer.
 * @typedef {{ place: number, timer: any }} Limit
 */

/**
 * The answers of a user's store that are waited for. The stores of the package keep to a time limit themselves; a user's may not,
 * and no request may hang on it.
 */
class AnswersInTime {
  /** @type {InstanceType<typeof Roster<Limit>>} */
  #open = new Roster();

  /**
   * Settles as `answering` does, or rejects when it has not after `timeoutMs`: what it asked for may have happened then.
   * @template T
   * @param {Promise<T>} answering
   * @param {number} timeoutMs
   * @returns {Promise<T>}
   */
  wait(answering, timeoutMs) {
    return new Promise((resolve, reject) => {
      /** @type {Limit} */
      const limit = { place: -1, timer: undefined };
      limit.timer = setTimeout(() => {
        this.#open.remove(limit);
        reject(new StoreError('STORE_TIMEOUT', 'the store did not answer in time'));
      }, timeoutMs);
      this.#open.add(limit);
      const isOver = () => {
        if (this.#open.remove(limit)) clearTimeout(limit.timer);
      };
      answering.then(
        (answer) => {
          isOver();
          resolve(answer);
        },
        (error) => {
          isOver();
          reject(error);
        },
      );
    });
  }

  /** The store is closed: a time limit keeps the process alive no longer. */
  close() {
    for (const { timer } of this.#open.filter(() => true)) timer.unref();
  }
}

module.exports = { AnswersInTime };
