'use strict';

const { clearTimeout, setTimeout } = require('node:timers');

const { StoreError } = require('../errors/store-error');
const { Roster } = require('../util/roster');

/**
 * The answers of a user's store that are waited for. The stores of the package keep to a time limit themselves; a user's may not,
 * and no request may hang on it.
 */
class AnswersInTime {
  #open = new Roster();

  /** Settles as `answering` does, or rejects when it has not after `timeoutMs`: what it asked for may have happened then. */
  wait(answering, timeoutMs) {
    return new Promise((resolve, reject) => {
      /** @type {{ place: number, timer: any }} */
      const limit = { place: -1, timer: undefined };
      limit.timer = setTimeout(() => {
        this.#open.remove(limit);
        reject(new StoreError('STORE_TIMEOUT', 'the store did not answer in time'));
      }, timeoutMs);
      this.#open.add(limit);
      const first = (settle) => (outcome) => {
        if (this.#open.remove(limit)) clearTimeout(limit.timer);
        settle(outcome);
      };
      answering.then(first(resolve), first(reject));
    });
  }

  /** The store is closed: a time limit keeps the process alive no longer. */
  close() {
    for (const { timer } of this.#open.filter(() => true)) timer.unref();
  }
}

module.exports = { AnswersInTime };
