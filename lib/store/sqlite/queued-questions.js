'use strict';

const native = require('../../native/binding');
const { monotonicMs } = require('../../native/clock');

/** @import { AddonStore } from '../../native/binding' */
/** @import { Returned } from '../check-record' */
/** @import { Ask } from '../native/record-questions' */
/** @import { Call } from './calls' */
/** @import { OwnConnection } from './connection' */

const { questions: QUESTIONS, outcomes, retries: RETRY_CLASSES, keepTtl: KEEP_TTL } = native.layout;
const { failed: FAILED, written: WRITTEN, found: FOUND } = outcomes;

/**
 * Puts the questions of the addon into the queue of a file. Each is answered when its transaction is committed, without a promise or a
 * timer of its own. Hold `ask`, which the addon calls: the addon holds it weakly.
 */
class QueuedQuestions {
  /**
   * The addon's store, which is told the answers.
   * @type {AddonStore | undefined}
   */
  handle;

  /** @type {{ error: unknown } | undefined} */
  #failure;

  /**
   * @param {{ add: (call: Call) => void }} queue
   * @param {string} prefix
   */
  constructor(queue, prefix) {
    /** @type {Ask} */
    this.ask = (question, what, timeoutMs, id, text, next, ttlMs) => {
      const deadline = monotonicMs() + Math.max(timeoutMs, 1);
      const key = `${prefix}:${id}`;
      queue.add(new QueuedQuestion(this, question, what, key, text, next, ttlMs, deadline));
    };
  }

  /** The failure of the last question, `{ error }`, until somebody takes it. */
  takeFailure() {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /**
   * @param {number} question
   * @param {Returned} answer
   */
  told(question, { isWritten, record, ttlMs, now }) {
    this.#failure = undefined;
    this.#answer(question, isWritten ? WRITTEN : FOUND, now, ttlMs, record);
  }

  /**
   * @param {number} question
   * @param {any} error
   */
  failed(question, error) {
    this.#failure = { error };
    this.#answer(question, FAILED, RETRY_CLASSES[error.retry], 0);
    // The call that it failed, if it failed one, has been told.
    this.#failure = undefined;
  }

  /** @param {Parameters<AddonStore['answer']>} answer */
  #answer(...answer) {
    /** @type {AddonStore} */ (this.handle).answer(...answer);
  }
}

/** @implements {Call} */
class QueuedQuestion {
  #questions;
  #question;
  #what;
  #id;
  #text;
  #next;
  #ttlMs;

  /**
   * @param {QueuedQuestions} questions
   * @param {number} question
   * @param {number} what
   * @param {string} id
   * @param {Buffer} text
   * @param {Buffer | null} next
   * @param {number} ttlMs
   * @param {number} deadline
   */
  constructor(questions, question, what, id, text, next, ttlMs, deadline) {
    this.#questions = questions;
    this.#question = question;
    this.#what = what;
    this.#id = id;
    this.#text = text;
    this.#next = next;
    this.#ttlMs = ttlMs;
    this.deadline = deadline;
  }

  get isRead() {
    return this.#what === QUESTIONS.look;
  }

  get bytes() {
    return this.isRead ? 0 : (this.#next ?? this.#text).length;
  }

  /**
   * @param {OwnConnection} connection
   * @param {number} now
   * @returns {Returned}
   */
  run(connection, now) {
    if (this.#what === QUESTIONS.insert) {
      return connection.insert(this.#id, this.#text, this.#ttlMs, now);
    }
    if (this.#what === QUESTIONS.look) return connection.look(this.#id, now);
    const ttlMs = this.#ttlMs === KEEP_TTL ? undefined : this.#ttlMs;
    return connection.swap(this.#id, this.#text, this.#next, ttlMs, now);
  }

  /**
   * An insertion that finds a record writes nothing, and a swap that finds another record neither.
   * @param {OwnConnection} connection
   * @param {number} now
   * @returns {Returned | undefined}
   */
  read(connection, now) {
    const found = connection.look(this.#id, now);
    if (this.isRead) return found;
    const isOther =
      this.#what === QUESTIONS.insert
        ? found.record !== undefined
        : found.record === undefined || !found.record.equals(this.#text);
    return isOther ? found : undefined;
  }

  /** @param {Returned} answer */
  told(answer) {
    this.#questions.told(this.#question, answer);
  }

  /** @param {unknown} error */
  failed(error) {
    this.#questions.failed(this.#question, error);
  }
}

module.exports = { QueuedQuestions };
