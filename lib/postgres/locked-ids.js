'use strict';

const { monotonicMs } = require('../native/clock');

const REMEMBERED_MS = 1000;
const MOST = 1000;

/** Ids whose rows somebody held a moment ago. */
class LockedIds {
  /** @type {Map<string, number>} */
  #until = new Map();

  /** @param {string} id */
  add(id) {
    if (this.#until.size >= MOST) this.#until.clear();
    this.#until.set(id, monotonicMs() + REMEMBERED_MS);
  }

  /** @param {string} id */
  has(id) {
    const until = this.#until.get(id);
    if (until === undefined) return false;
    if (monotonicMs() < until) return true;
    this.#until.delete(id);
    return false;
  }
}

module.exports = { LockedIds };
