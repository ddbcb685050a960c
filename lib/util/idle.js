'use strict';

/** Those that wait until somebody has nothing left to do. */
class Idle {
  /** @type {(() => void)[]} */
  #waiting = [];

  /**
   * Resolves when `tell()` is called next.
   * @returns {Promise<void>}
   */
  wait() {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  tell() {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

module.exports = { Idle };
