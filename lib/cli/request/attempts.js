'use strict';

const { performance } = require('node:perf_hooks');

const { delay, jitter } = require('../../util/timers');
const { exchange } = require('./exchange');
const { judgeAnswer, judgeFailure } = require('./judge');

/** @import { Answer, Failure, Sending } from './exchange' */
/** @import { Verdict } from './judge' */

/**
 * - `done`: the operation ran, now or at an earlier try.
 * - `failed`: the server answered with an error, and no earlier try can have had an effect.
 * - `unknown`: the operation may have run.
 * - `not-sent`: nothing has reached the server.
 * @typedef {'done' | 'failed' | 'unknown' | 'not-sent'} Outcome
 */

/**
 * How a call ended, after all its tries.
 * @typedef {object} Ending
 * @property {Outcome} outcome
 * @property {Answer} [answer]  Of the last try.
 * @property {Failure} [failure]  Of the last try.
 * @property {Verdict} verdict  The same.
 * @property {boolean} mayHaveRunTwice  The server does not say that it knows the key, and an earlier try may have run.
 * @property {number} tries
 * @property {number} ms
 */

/**
 * @typedef {object} Limits
 * @property {number} retries
 * @property {number} tryMs  Of one try.
 * @property {number} maxMs  Of all tries and pauses.
 */

const SHORTEST_PAUSE_MS = 100;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 8000;
const ERRORS_FROM = 400;
// A server error without a word about idempotency may come from a server that has none: it is asked once more at most.
const RETRIES_OF_500 = 1;

/** Sends one request until its outcome is known, or the limits are reached. */
class Attempts {
  #sending;
  #limits;
  #say;
  #began = performance.now();
  #tries = 0;
  #waits = 0;
  #serverErrors = 0;
  // An earlier try, or this one, and no answer has told how it ended.
  #mayHaveRun = false;

  /**
   * @param {Sending} sending
   * @param {Limits} limits
   * @param {(words: string) => void} say
   */
  constructor(sending, limits, say) {
    this.#sending = sending;
    this.#limits = limits;
    this.#say = say;
  }

  /** @returns {Promise<Ending>} */
  async run() {
    for (;;) {
      const left = this.#limits.maxMs - this.#elapsed();
      const before = this.#mayHaveRun;
      const { answer, failure } = /** @type {{ answer?: Answer, failure?: Failure }} */ (
        await exchange(this.#sending, Math.max(1, Math.min(this.#limits.tryMs, left)))
      );
      this.#tries++;
      const verdict =
        answer === undefined ? judgeFailure(/** @type {Failure} */ (failure)) : judgeAnswer(answer);
      this.#mayHaveRun = before || verdict.mayHaveRun === true;
      const pause = this.#pauseAfter(verdict, answer);
      if (pause === undefined) return this.#ending(verdict, before, answer, failure);
      this.#say(`${verdict.words} Trying again in ${(pause / 1000).toFixed(1)} s.`);
      await delay(pause);
    }
  }

  /**
   * Milliseconds until the next try, or undefined if there is none.
   * @param {Verdict} verdict
   * @param {Answer | undefined} answer
   */
  #pauseAfter({ final, waits, retryAfterMs }, answer) {
    if (final) return undefined;
    if (waits) this.#waits++;
    if (answer?.status === 500 && ++this.#serverErrors > RETRIES_OF_500) return undefined;
    const counted = this.#tries - this.#waits;
    if (!waits && counted > this.#limits.retries) return undefined;
    const backoff = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, counted - 1));
    const pause = Math.max(SHORTEST_PAUSE_MS, retryAfterMs ?? jitter(backoff));
    return this.#elapsed() + pause < this.#limits.maxMs ? pause : undefined;
  }

  /**
   * @param {Verdict} verdict
   * @param {boolean} before  Whether an earlier try may have run.
   * @param {Answer} [answer]
   * @param {Failure} [failure]
   * @returns {Ending}
   */
  #ending(verdict, before, answer, failure) {
    const mayHaveRunTwice = before && answer !== undefined && !knowsKey(answer);
    const ended = {
      verdict,
      answer,
      failure,
      mayHaveRunTwice,
      tries: this.#tries,
      ms: this.#elapsed(),
    };
    return { outcome: this.#outcome(verdict, answer), ...ended };
  }

  /**
   * @param {Verdict} verdict
   * @param {Answer | undefined} answer
   * @returns {Outcome}
   */
  #outcome({ settles, ran = false }, answer) {
    if (settles)
      return ran || /** @type {Answer} */ (answer).status < ERRORS_FROM ? 'done' : 'failed';
    if (this.#mayHaveRun) return 'unknown';
    return answer === undefined ? 'not-sent' : 'failed';
  }

  #elapsed() {
    return performance.now() - this.#began;
  }
}

/** @param {Answer} answer */
function knowsKey({ headers }) {
  return (
    headers['idempotency-cached'] !== undefined || headers['idempotent-replayed'] !== undefined
  );
}

module.exports = { Attempts };
