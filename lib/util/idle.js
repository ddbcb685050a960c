'use strict';

/** Those that wait until somebody has nothing left to do. */
class Idle {
  #waiting = [];

  /** Resolves when `tell()` is called next. */
  wait() {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  tell() {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

module.exports = { Idle };
