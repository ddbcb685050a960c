'use strict';

const { clearTimeout } = require('node:timers');

const { sharedTimeout } = require('../../util/shared-timeout');
const { jitter } = require('../../util/timers');

const EVERY_MS = 90_000;

/**
 * Deletes expired rows piece by piece, about once a minute: `sweep()` resolves to the number of those that are gone. Its timer
 * keeps no process alive.
 */
class Sweeper {
  #sweep;
  #piece;
  #againMs;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #isClosed = false;

  /**
   * @param {() => Promise<number>} sweep
   * @param {object} pace
   * @param {number} pace.piece  How many rows one call deletes at most. Fewer mean that none is left.
   * @param {number} pace.againMs  Until the next piece, while there are more.
   */
  constructor(sweep, { piece, againMs }) {
    this.#sweep = sweep;
    this.#piece = piece;
    this.#againMs = againMs;
  }

  /** Begins at the first use of a store. */
  start() {
    if (this.#timer === undefined && !this.#isClosed) this.#in(jitter(EVERY_MS));
  }

  close() {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** @param {number} ms */
  #in(ms) {
    this.#timer = sharedTimeout(() => this.#tick(), ms);
    this.#timer.unref();
  }

  async #tick() {
    let gone = 0;
    try {
      gone = await this.#sweep();
    } catch {
      // The calls of requests tell what is wrong.
    }
    if (!this.#isClosed) this.#in(jitter(gone >= this.#piece ? this.#againMs : EVERY_MS));
  }
}

module.exports = { Sweeper };
