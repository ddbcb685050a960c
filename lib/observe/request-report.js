'use strict';

const { performance } = require('node:perf_hooks');

const { isIdempotencyError } = require('../errors/idempotency-error');

/** @import { EventSink } from './events' */
/** @import { Kept, RequestEvent, RequestOutcome } from '../../types/events' */

/** @typedef {RequestReport} Report */

/** @typedef {'claimMs' | 'waitMs' | 'runMs' | 'storeMs'} Part */

/**
 * The outcome that a code of ours stands for, but for 'refused'.
 * @type {Record<string, RequestOutcome | undefined>}
 */
const OUTCOMES = {
  // @ts-expect-error A literal has a prototype to its type.
  __proto__: null,
  REQUEST_IN_PROGRESS: 'in-progress',
  IDEMPOTENCY_KEY_REUSED: 'mismatch',
  OUTCOME_UNKNOWN: 'unknown',
  RESULT_NOT_REPLAYABLE: 'unreplayable',
  LOCK_FAILED: 'unavailable',
};

// Bound, because tests may put a clock of their own in its place later. Finer than the clock of the leases, and 20 ns cheaper.
const now = performance.now.bind(performance);

/**
 * What is gathered of one request for its event `request`. It is made only if somebody listens when the request comes. It tells
 * the event once, whoever comes first. It holds neither the request nor its response, since it may live as long as an outcome
 * is offered to the store.
 */
class RequestReport {
  #beganAt = now();
  #partAt = 0;
  #isTold = false;
  /** @type {Record<Part, number | undefined>} */
  #parts = { claimMs: undefined, waitMs: undefined, runMs: undefined, storeMs: undefined };

  /** Name of the place in the app, from a bounded set: see event-route.js. */
  route = '';
  /** Path of the mount as sent, and with the names of its parameters. A path below begins with the first. */
  mountedAt = '';
  mountTemplate = '';
  /** Whether an execution has begun, which will tell the event. */
  isTaken = false;
  /** Whether it is told when the response is closed, if no execution has begun. */
  isWatched = false;
  /** @type {RequestOutcome} What it is called if no execution begins. */
  unless = 'passed';
  /** @type {string | undefined} */
  id;
  /** Of the key, '' with `keyHint: false`. */
  hint = '';
  /** @type {string | undefined} */
  scopeHash;
  /** @type {number | undefined} */
  attempt;
  /** @type {Kept | undefined} */
  kept;
  /** @type {number | undefined} */
  bytes;
  /** @type {'executed' | 'unprotected' | undefined} How the operation was called. */
  ran;

  /**
   * @param {EventSink} events
   * @param {string} [method]  In capital letters.
   */
  constructor(events, method) {
    this.events = events;
    this.method = method;
  }

  /**
   * The names of its record, and of its key.
   * @param {string} id
   * @param {string} hint
   */
  names(id, hint) {
    this.id = id;
    this.hint = hint;
  }

  /**
   * @param {number | undefined} attempt  That of the key, 0 if it is not known.
   */
  found(attempt) {
    if (attempt) this.attempt = attempt;
  }

  /** A part of the request begins whose time counts. */
  begins() {
    this.#partAt = now();
  }

  /**
   * The operation begins. Without protection nothing is stored of it in time.
   * @param {'executed' | 'unprotected'} how
   */
  runs(how) {
    this.ran = how;
    this.kept = how === 'unprotected' ? 'no' : undefined;
    this.begins();
  }

  /** @param {Part} part */
  ends(part) {
    this.#parts[part] = (this.#parts[part] ?? 0) + now() - this.#partAt;
  }

  /**
   * The caller gets the outcome of the operation, or a stored one.
   * @param {{ cached: boolean }} outcome
   */
  answered({ cached }) {
    this.#tell(this.ran ?? 'replayed', cached);
  }

  /**
   * The caller gets an error that is no outcome of its operation.
   * @param {unknown} error
   */
  refused(error) {
    const code = isIdempotencyError(error) ? error.code : undefined;
    if (code === 'RESULT_NOT_REPLAYABLE') this.kept = 'tombstone';
    // An error of the app's own policy, after its operation has run.
    const otherwise = code === undefined ? (this.ran ?? 'refused') : 'refused';
    this.#tell(OUTCOMES[/** @type {string} */ (code)] ?? otherwise, false, code);
  }

  /**
   * The request ended in a way that has no error and no outcome.
   * @param {RequestOutcome} outcome
   */
  ended(outcome) {
    this.#tell(outcome, false);
  }

  /**
   * @param {RequestOutcome} outcome
   * @param {boolean} cached
   * @param {string} [code]
   */
  #tell(outcome, cached, code) {
    if (this.#isTold) return;
    this.#isTold = true;
    if (this.events.isHeard) this.events.tell(this.#event(outcome, cached, code));
  }

  /**
   * @param {RequestOutcome} outcome
   * @param {boolean} cached
   * @param {string} [code]
   */
  #event(outcome, cached, code) {
    const { method, route, id, hint, scopeHash, attempt, kept, bytes } = this;
    /** @type {Record<string, unknown>} */
    const event = { type: 'request', outcome, cached, route, ms: rounded(now() - this.#beganAt) };
    const keyHash = hint || undefined;
    const more = { code, method, id, keyHash, scopeHash, attempt, kept, bytes };
    for (const [name, value] of Object.entries(more)) {
      if (value !== undefined) event[name] = value;
    }
    for (const [name, ms] of Object.entries(this.#parts)) {
      if (ms !== undefined) event[name] = rounded(ms);
    }
    return /** @type {RequestEvent} */ (event);
  }
}

/**
 * To microseconds: more digits are noise in a log.
 * @param {number} ms
 */
function rounded(ms) {
  return Math.round(ms * 1000) / 1000;
}

module.exports = { RequestReport };
