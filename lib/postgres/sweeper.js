'use strict';

const { clearTimeout } = require('node:timers');

const { sharedTimeout } = require('../util/shared-timeout');
const { jitter } = require('../util/timers');
const { SWEPT } = require('./statements');

const EVERY_MS = 90_000;
const AGAIN_MS = 200;

/**
 * Deletes expired rows, a thousand at a time and about once a minute: `sweep()` resolves to the number of those that are gone.
 * Its timer keeps no process alive.
 */
class Sweeper {
  #sweep;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #isClosed = false;

  /** @param {() => Promise<number>} sweep */
  constructor(sweep) {
    this.#sweep = sweep;
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
    if (!this.#isClosed) this.#in(jitter(gone >= SWEPT ? AGAIN_MS : EVERY_MS));
  }
}

module.exports = { Sweeper };
