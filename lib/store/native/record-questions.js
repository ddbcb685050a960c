'use strict';

const { setImmediate: nextTurn } = require('node:timers/promises');

const native = require('../../native/binding');
const { isPromise } = require('../../util/is-promise');
const { readReturned } = require('../check-record');

/** @import { AddonStore } from '../../native/binding' */
/** @import { RecordFunctions } from '../../../types/custom-store' */
/** @import { Returned } from '../check-record' */

/**
 * A question of the addon, by its number: one of FUNCTIONS with its arguments. `wakes`: who waits is to be told of a write.
 * @callback Ask
 * @param {number} question
 * @param {number} what
 * @param {number} timeoutMs
 * @param {string} id
 * @param {Buffer} text
 * @param {Buffer | null} next
 * @param {number} ttlMs
 * @param {boolean} wakes
 */

// What the addon asks, and what it is told.
const { questions, outcomes, retries: RETRY_CLASSES, keepTtl: KEEP_TTL } = native.layout;
/** @type {('insert' | 'look' | 'swap')[]} */
const FUNCTIONS = [];
for (const name of /** @type {const} */ (['insert', 'look', 'swap']))
  FUNCTIONS[questions[name]] = name;
const { failed: FAILED, written: WRITTEN, found: FOUND } = outcomes;

// A function that answers at once is answered for inside the question: so many deep, the next answer comes in a turn of its own.
const DEEPEST = 64;

/**
 * Puts the questions of the addon to the functions of a store. Each is answered exactly once, whatever a function does.
 * Hold `ask`, which the addon calls: the addon holds it weakly.
 */
class RecordQuestions {
  /**
   * The addon's store, which is told the answers.
   * @type {AddonStore | undefined}
   */
  handle;

  #functions;
  #answers;
  #depth = 0;
  /** @type {{ error: unknown } | undefined} */
  #failure;

  /**
   * @param {RecordFunctions} functions
   * @param {InstanceType<typeof import('../answers-in-time').AnswersInTime>} answers
   */
  constructor(functions, answers) {
    this.#functions = functions;
    this.#answers = answers;
    /** @type {Ask} */
    this.ask = (question, what, timeoutMs, id, text, next, ttlMs, wakes) => {
      let name = FUNCTIONS[what];
      try {
        let returned = this.#call(name, id, text, next, ttlMs);
        if (returned === false && name !== 'look') {
          name = 'look';
          returned = this.#functions.look(id);
        }
        if (isPromise(returned) || this.#depth >= DEEPEST) {
          this.#tellLater(question, name, id, returned, timeoutMs, wakes);
        } else this.#tell(question, readReturned(name, returned), id, wakes);
      } catch (error) {
        this.#tellFailure(question, error);
      }
    };
  }

  /** The failure of the last question, `{ error }`, until somebody takes it. */
  takeFailure() {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /**
   * @param {string} name
   * @param {string} id
   * @param {Buffer} text
   * @param {Buffer | null} next
   * @param {number} ttlMs
   */
  #call(name, id, text, next, ttlMs) {
    const functions = this.#functions;
    if (name === 'look') return functions.look(id);
    if (name === 'insert') return functions.insert(id, text, ttlMs);
    return functions.swap(id, text, next, ttlMs === KEEP_TTL ? undefined : ttlMs);
  }

  /**
   * @param {number} question
   * @param {string} name
   * @param {string} id
   * @param {unknown} returned
   * @param {number} timeoutMs
   * @param {boolean} wakes
   */
  #tellLater(question, name, id, returned, timeoutMs, wakes) {
    const outcome = this.#outcome(name, id, returned);
    this.#answers.wait(outcome, Math.max(timeoutMs, 1)).then(
      (told) => this.#tell(question, told, id, wakes),
      (error) => {
        this.#tellFailure(question, error);
        // The call that it failed, if it failed one, has been told.
        this.takeFailure();
      },
    );
  }

  /**
   * @param {string} name
   * @param {string} id
   * @param {unknown} returned
   */
  async #outcome(name, id, returned) {
    if (this.#depth >= DEEPEST) await nextTurn();
    const outcome = readReturned(name, await returned);
    return outcome.isRefused ? readReturned('look', await this.#functions.look(id)) : outcome;
  }

  /**
   * @param {number} question
   * @param {Returned} outcome
   * @param {string} id
   * @param {boolean} wakes
   */
  #tell(question, { isWritten, record, ttlMs, now }, id, wakes) {
    this.#failure = undefined;
    if (isWritten && wakes) this.#notify(id);
    this.#answer(question, isWritten ? WRITTEN : FOUND, now, ttlMs, record);
  }

  /**
   * @param {number} question
   * @param {any} error
   */
  #tellFailure(question, error) {
    this.#failure = { error };
    this.#answer(question, FAILED, RETRY_CLASSES[error?.retry] ?? RETRY_CLASSES.ambiguous, 0);
  }

  /** @param {Parameters<AddonStore['answer']>} answer */
  #answer(...answer) {
    this.#depth += 1;
    try {
      /** @type {AddonStore} */ (this.handle).answer(...answer);
    } finally {
      this.#depth -= 1;
    }
  }

  /**
   * Only a hint: who is told nothing looks anyway.
   * @param {string} id
   */
  #notify(id) {
    try {
      const notified = this.#functions.notify?.(id);
      if (isPromise(notified)) notified.then(undefined, () => {});
    } catch {
      return;
    }
  }
}

module.exports = { RecordQuestions };
