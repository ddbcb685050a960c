'use strict';

const { performance } = require('node:perf_hooks');

const { isIdempotencyError } = require('../errors/idempotency-error');
const { warnOfHandler } = require('./warnings');

/** @import { EventSink } from './events' */
/** @import { Kept, RequestOutcome } from '../../types/events' */

/** @typedef {RequestReport} Report */

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
  #partAt = this.#beganAt;
  #isTold = false;
  /** @type {number | undefined} */
  #claimMs;
  /** @type {number | undefined} */
  #waitMs;
  /** @type {number | undefined} */
  #runMs;
  /** @type {number | undefined} */
  #storeMs;

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
  /** @type {((event: any) => void) | undefined} Gets the event before all others do. */
  whenTold;

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

  /** A part of the request begins now. Without this it begins when the last part ended: a look at the clock costs 45 ns. */
  begins() {
    this.#partAt = now();
  }

  /** The store has answered a begin, or was given up. */
  claimed() {
    this.#claimMs = (this.#claimMs ?? 0) + this.#lap();
  }

  /** The request waits no longer for another one. */
  waited() {
    this.#waitMs = this.#lap();
  }

  /**
   * The operation begins. Without protection nothing is stored of it in time.
   * @param {'executed' | 'unprotected'} how
   */
  runs(how) {
    this.ran = how;
    this.kept = how === 'unprotected' ? 'no' : undefined;
  }

  /** The operation has ended, or nobody waits for it any longer. */
  finished() {
    this.#runMs = this.#lap();
  }

  /** The store has answered what becomes of the outcome, or was given up. */
  stored() {
    this.#storeMs = this.#lap();
  }

  #lap() {
    const last = this.#partAt;
    this.#partAt = now();
    return this.#partAt - last;
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
    const { events, whenTold } = this;
    if (whenTold === undefined && !events.isHeard) return;
    const event = this.#event(outcome, cached, code);
    if (whenTold !== undefined) this.#callBack(event);
    if (events.isHeard) events.tell(event);
  }

  /** @param {object} event */
  #callBack(event) {
    try {
      this.whenTold?.(event);
    } catch (error) {
      warnOfHandler(error);
    }
    this.whenTold = undefined;
  }

  /**
   * @param {RequestOutcome} outcome
   * @param {boolean} cached
   * @param {string} [code]
   */
  #event(outcome, cached, code) {
    const ms = rounded(now() - this.#beganAt);
    /** @type {any} */
    const event = { type: 'request', outcome, cached, route: this.route, ms };
    if (code !== undefined) event.code = code;
    if (this.method !== undefined) event.method = this.method;
    if (this.id !== undefined) event.id = this.id;
    if (this.hint !== '') event.keyHash = this.hint;
    if (this.scopeHash !== undefined) event.scopeHash = this.scopeHash;
    if (this.attempt !== undefined) event.attempt = this.attempt;
    if (this.kept !== undefined) event.kept = this.kept;
    if (this.bytes !== undefined) event.bytes = this.bytes;
    if (this.#claimMs !== undefined) event.claimMs = rounded(this.#claimMs);
    if (this.#waitMs !== undefined) event.waitMs = rounded(this.#waitMs);
    if (this.#runMs !== undefined) event.runMs = rounded(this.#runMs);
    if (this.#storeMs !== undefined) event.storeMs = rounded(this.#storeMs);
    return event;
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
