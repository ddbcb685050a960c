import { IdempotencyClientError } from './client-error.js';
import { isTooOld, stopwatch } from './clock.js';
import { digestOf } from './content-digest.js';
import { flights } from './flights.js';
import { generateIdempotencyKey } from './generate-key.js';
import { KEY_LIFETIME_MS } from './idempotent-fetch.js';
import { KeptRecord } from './kept-record.js';

/** @import { OperationOptions, Operation as PublicOperation, Send } from './index.js' */
/** @import { Flight } from './flights.js' */
/** @import { Record } from './kept-record.js' */

// Two copies of the package may be loaded.
const SUBMIT = 'onceonly.submit';

/** @typedef {{ digest: string, promise: Promise<any>, controller: AbortController, age?: () => number }} Submission  `age`: since its success. */

class Operation {
  #kept;
  #keyLifetimeMs;
  #doubleClickMs;
  /**
   * Its record while its outcome is not known.
   * @type {Record | undefined}
   */
  #record;
  /** @type {Send<any> | undefined} */
  #send;
  /** @type {Submission | undefined} */
  #pending;
  /** @type {Submission | undefined} */
  #done;

  /** @param {OperationOptions} options */
  constructor({ keyLifetimeMs = KEY_LIFETIME_MS, doubleClickMs = 1000, ...options }) {
    this.#keyLifetimeMs = keyLifetimeMs;
    this.#doubleClickMs = doubleClickMs;
    this.#kept = new KeptRecord(options);
  }

  get key() {
    return this.#current()?.key;
  }

  discard() {
    const record = this.#current();
    this.#pending?.controller.abort();
    this.#pending = undefined;
    if (record) this.#forget(record);
  }

  /**
   * @param {unknown} content
   * @param {Send<any>} send
   */
  [SUBMIT](content, send) {
    const digest = digestOf(content);
    const last = this.#pending ?? this.#done;
    if (last?.digest === digest && !(/** @type {any} */ (last.age?.()) >= this.#doubleClickMs))
      return last.promise;
    const record = this.#current();
    if (record && record.digest !== digest) throw this.#failure('UNSETTLED', record);
    this.#send = send;
    return this.#run(record ?? this.#begin(digest), send, !!record);
  }

  // What another tab has stored is read anew each time, since that tab may have settled it.
  #current() {
    return this.#record ?? this.#kept.read();
  }

  /** @param {string} digest */
  #begin(digest) {
    const record = { key: generateIdempotencyKey(), digest, age: stopwatch() };
    this.#kept.write(record);
    return record;
  }

  /**
   * @param {Record} record
   * @param {Send<any>} send
   * @param {boolean} mayHaveRun
   */
  #run(record, send, mayHaveRun) {
    const { key, digest, age } = record;
    const keyLifetimeMs = this.#keyLifetimeMs;
    if (isTooOld(age, keyLifetimeMs)) throw this.#failure('KEY_EXPIRED', record);
    const controller = new AbortController();
    /** @type {Flight} */
    const flight = { age, keyLifetimeMs, mayHaveRun, calls: 0 };
    this.#record = record;
    flights.set(key, flight);
    /** @param {boolean} isDone  Does nothing for a submission that was discarded. */
    const end = (isDone) => {
      if (flights.get(key) === flight) flights.delete(key);
      if (this.#pending !== pending) return;
      this.#pending = undefined;
      if (isDone) this.#forget(record);
      return isDone;
    };
    const promise = Promise.resolve()
      .then(() => send(key, controller.signal))
      .then(
        (value) => {
          if (end(isOver(flight, false))) this.#done = { ...pending, age: stopwatch() };
          return value;
        },
        (error) => {
          if (error?.key === key) {
            error.discard ??= this.#discarding(key);
            // As a refusal: nothing has happened.
            if (error.mayHaveRun === false) flight.status = 400;
          }
          end(isOver(flight, true));
          throw error;
        },
      );
    /** @type {Submission} */
    const pending = { digest, promise, controller };
    this.#pending = pending;
    return promise;
  }

  /** @param {Record} record */
  #forget(record) {
    this.#record = undefined;
    this.#kept.remove(record);
  }

  /** @param {string} key */
  #discarding(key) {
    return () => {
      if (this.key === key) this.discard();
    };
  }

  /**
   * @param {string} code
   * @param {Record} record
   */
  #failure(code, record) {
    const { key } = record;
    const send = this.#record && this.#send;
    const resend = async () => {
      if (this.key !== key) throw error;
      return copyOf(
        await (this.#pending?.promise ?? this.#run(record, /** @type {any} */ (send), true)),
      );
    };
    const error = new IdempotencyClientError(code, {
      key,
      discard: this.#discarding(key),
      // The body is not stored, so that another page cannot send it.
      resend: send && code === 'UNSETTLED' ? resend : undefined,
    });
    return error;
  }
}

/**
 * Each click reads the body of its own response.
 * @param {any} value
 */
const copyOf = (value) => (value?.bodyUsed === false ? value.clone() : value);

/**
 * Whether a key is done with. A final response tells so if it is a success, or if it refuses the only request that was sent. A stored 5xx
 * may come from an operation that took effect before it failed. A `send` that did not call idempotentFetch() answers for itself, and one
 * that swallows an error of it knows nothing.
 * @param {Flight} flight
 * @param {boolean} hasFailed  Whether `send` has thrown, for whatever reason, so that a success is lost.
 */
function isOver({ calls, status = 600 }, hasFailed) {
  const isSuccess = !calls || status < 400;
  return isSuccess ? !hasFailed : calls === 1 && status < 500;
}

/**
 * One form session: it has one key until the outcome of its content is known. Then the next content has another one.
 * @param {OperationOptions} [options]
 * @returns {PublicOperation}
 */
export function operation(options = {}) {
  return new Operation(options);
}

/**
 * Sends a content once, however often it is submitted: a second click gets the promise of the first, and a later try has the same
 * key until the outcome is known.
 * @template T
 * @param {PublicOperation} op
 * @param {unknown} content
 * @param {Send<T>} send
 * @returns {Promise<T>}
 */
export async function submitOnce(op, content, send) {
  return copyOf(await /** @type {any} */ (op)[SUBMIT](content, send));
}
