'use strict';

const { clearTimeout, setTimeout } = require('node:timers');

/** @import { Answer } from './replies' */

const AFTER_FIRST_MS = 300;

/**
 * One question to all sentinels. It is over when `majority` of them have answered, 300 ms after the first answer, or when nobody
 * is left to answer.
 */
class Round {
  /** @type {Answer[]} */
  answers = [];
  /** Why sentinels gave no answer. */
  reasons = new Set();
  #majority;
  #left;
  /** @type {() => void} */
  #end = () => {};
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  /** @type {Promise<void>} */
  over = new Promise((resolve) => (this.#end = resolve));

  /**
   * @param {number} asked
   * @param {number} majority
   */
  constructor(asked, majority) {
    this.#left = asked;
    this.#majority = majority;
  }

  get hasMajority() {
    return this.answers.length >= this.#majority;
  }

  /** @param {Answer} answer */
  add(answer) {
    this.answers.push(answer);
    this.#timer ??= setTimeout(() => this.#finish(), AFTER_FIRST_MS);
    this.#settled();
  }

  /** @param {string} reason */
  miss(reason) {
    this.reasons.add(reason);
    this.#settled();
  }

  #settled() {
    this.#left -= 1;
    if (this.#left === 0 || this.hasMajority) this.#finish();
  }

  #finish() {
    clearTimeout(this.#timer);
    this.#end();
  }
}

module.exports = { Round };
