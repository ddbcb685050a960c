'use strict';

const { clearTimeout, setTimeout } = require('node:timers');

const { monotonicMs } = require('../native/clock');
const { QuietResource } = require('../util/quiet-resource');

/** @import { Answer, WaitParts } from './waiters' */

// The last characters of a fingerprint name the options under which it was taken; those of other options cannot be
// compared.
const OPTIONS_LENGTH = 6;
const nothing = () => {};
const GOES_ON = new Set(['running', 'silent']);

/**
 * One request that waits for another one with its key. It ends once: with an answer, when its time is over, when its
 * client is gone, or when the store is closed; but never while a begin of its own is under way, which may win the key.
 */
class Waiter {
  #parts;
  // The group calls from a timer that all its waiters share.
  #context = new QuietResource('onceonly.waiter');
  #onEnd;
  /** @type {(answer: Answer) => void} */
  #resolve = nothing;
  /** @type {(error: unknown) => void} */
  #reject = nothing;
  #timer;
  #since = monotonicMs();
  #last;
  #hasEnded = false;
  #isBeginning = false;
  /** @type {(() => void) | undefined} */
  #endsLater;
  #giveUp = () => this.#end(() => this.#resolve(this.#lastAnswer()));

  /**
   * `parts`: see Waiters.wait, and `promise` settles as that says; `onEnd(waiter)` is called at the end.
   * @param {WaitParts} parts
   * @param {(waiter: Waiter) => void} onEnd
   */
  constructor(parts, onEnd) {
    this.#parts = parts;
    this.#onEnd = onEnd;
    this.#last = parts.answer;
    /** @type {Promise<Answer>} */
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(this.#giveUp, Math.max(0, parts.until - this.#since));
    parts.cancelled?.addEventListener('abort', this.#giveUp);
  }

  /**
   * Takes the answer of an inspect: a result, or that there is none yet.
   * @param {Answer} answer
   */
  see(answer) {
    if (!this.#isOurs(answer)) this.#end(() => this.#resolve(this.#refused(answer)));
    else if (answer.state === 'done') this.#end(() => this.#resolve(answer));
    else this.#last = answer;
  }

  /** The record is gone, and with it whether the operation has run. */
  lose() {
    this.#end(() => this.#resolve(/** @type {Answer} */ ({ state: 'unknown', attempt: 0 })));
  }

  /** @param {unknown} error */
  fail(error) {
    this.#end(() => this.#reject(error));
  }

  /** Asks for the key. Resolves to the answer if the waiting goes on, to undefined if it is over. Never rejects. */
  async begin() {
    this.#isBeginning = true;
    /** @type {Answer | undefined} */
    let answer;
    let settle;
    try {
      const begun = await this.#context.runInAsyncScope(this.#parts.begin);
      answer = begun;
      if (GOES_ON.has(begun.state)) this.#last = begun;
      else settle = () => this.#resolve(begun);
    } catch (error) {
      settle = () => this.#reject(error);
    }
    this.#isBeginning = false;
    settle ??= this.#endsLater;
    if (settle === undefined) return answer;
    this.#end(settle);
    return undefined;
  }

  /** @param {() => void} settle */
  #end(settle) {
    if (this.#isBeginning) {
      this.#endsLater ??= settle;
      return;
    }
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    this.#parts.cancelled?.removeEventListener('abort', this.#giveUp);
    this.#onEnd(this);
    settle();
  }

  /** @param {Answer} answer */
  #isOurs({ fingerprint }) {
    return fingerprint === this.#parts.fingerprint || fingerprint === this.#parts.otherFingerprint;
  }

  /**
   * Another request has taken the key since this one was told that it is its own.
   * @param {Answer} answer
   * @returns {Answer}
   */
  #refused({ fingerprint }) {
    const options = this.#parts.fingerprint.slice(-OPTIONS_LENGTH);
    const state = fingerprint.endsWith(options) ? 'mismatch' : 'foreign';
    return /** @type {Answer} */ ({ state });
  }

  // An inspect does not say how long the operation has run.
  #lastAnswer() {
    const elapsedMs = (this.#parts.answer.elapsedMs ?? 0) + monotonicMs() - this.#since;
    return { ...this.#last, elapsedMs };
  }
}

module.exports = { Waiter };
