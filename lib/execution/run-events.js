'use strict';

const { monotonicMs } = require('../native/clock');
const { IdempotencyError } = require('../errors/idempotency-error');
const { aboutRequest } = require('../observe/events');
const { isNotStarted } = require('../operation/not-started');
const { statusIn } = require('../result/whose-error');
const { QuietResource } = require('../util/quiet-resource');

/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { Report } from '../observe/request-report' */
/** @import { EventType, Kept } from '../../types/events' */
/** @import { Encoded } from '../result/encoded' */
/** @import { Settings } from './settings' */

/** @typedef {RunEvents} Events */

const ERRORS_FROM = 400;

/**
 * The events of one run of an operation: each says which attempt it is and for how many milliseconds it has run. All are
 * told in the AsyncLocalStorage context of the request, also those that a shared timer brings about. It also notes the parts of
 * the run for the event of its request.
 */
class RunEvents {
  #attempt;
  #settings;
  #request;
  /** @type {InstanceType<typeof QuietResource> | undefined} */
  #context;

  /** Monotonic milliseconds. */
  beganAt = monotonicMs();

  /**
   * @param {{ attempt: number, sentAt: number, isRecovery: boolean }} attempt
   * @param {Settings} settings
   * @param {RequestIdentity} request
   */
  constructor(attempt, settings, request) {
    this.#attempt = attempt;
    this.#settings = settings;
    this.#request = request;
    // 60 ns, where AsyncLocalStorage.snapshot() takes 1 to 14 us; nothing where nobody listens, or metrics alone do.
    if (settings.events.areRunsHeard) this.#context = new QuietResource('onceonly.events');
    request.report?.found(attempt.attempt);
  }

  /** The key was won. Every run tells it, so nothing is made for it where nobody listens. */
  begun() {
    if (this.#settings.events.areRunsHeard) {
      this.#tell('begun', this.beganAt - this.#attempt.sentAt);
    }
    if (this.#attempt.isRecovery) this.emit('taken-over', {});
  }

  /** The operation begins. */
  started() {
    const report = this.#report;
    if (report === undefined) return;
    // The app was asked first.
    if (this.#attempt.isRecovery) report.begins();
    report.runs('executed');
  }

  /**
   * The operation has returned. A response with the status of an error has failed.
   * @param {unknown} value
   */
  returned(value) {
    this.#report?.finished();
    if (this.#settings.events.areRunsHeard)
      this.#ended(this.#settings.outcomes.statusOfValue(value));
  }

  /**
   * It has thrown, or it has not ended in time and still runs.
   * @param {any} error
   * @param {boolean} [isTimeout]
   */
  threw(error, isTimeout = false) {
    this.#report?.finished();
    if (isTimeout || isNotStarted(error) || !this.#settings.events.areRunsHeard) return;
    this.#ended(statusOfError(error), 'failed');
  }

  /**
   * @param {number | undefined} status
   * @param {'completed' | 'failed'} type
   */
  #ended(status, type = Number(status) >= ERRORS_FROM ? 'failed' : 'completed') {
    this.#tell(type, monotonicMs() - this.beganAt, status);
  }

  /**
   * Its outcome is offered to the store.
   * @param {Encoded} encoded
   */
  offered({ why, kind, bytes }) {
    const report = this.#report;
    if (report === undefined) return;
    report.kept = why === undefined ? kind : 'tombstone';
    report.bytes = bytes;
    if (report.ran === undefined) report.begins();
  }

  /** The store has answered, or was given up. */
  settled() {
    this.#report?.stored();
  }

  /** The outcome could not be stored in time, and is still offered. */
  notStored() {
    this.settled();
    this.kept('no');
    this.emit('not-stored', {});
  }

  /**
   * What the store has of the run is not what was offered.
   * @param {Kept | undefined} kept
   */
  kept(kept) {
    if (this.#report !== undefined) this.#report.kept = kept;
  }

  /**
   * The error of a run that has failed while another attempt may have had its effect.
   * @param {unknown} cause
   */
  fenced(cause) {
    this.kept(undefined);
    return this.unknown(cause);
  }

  /**
   * The same of any run whose outcome nobody knows.
   * @param {unknown} cause
   */
  unknown(cause) {
    this.emit('unknown', {});
    return new IdempotencyError('OUTCOME_UNKNOWN', { cause, retryable: true });
  }

  /**
   * The key is given up.
   * @template T
   * @param {'undo' | 'free' | 'silent'} reason
   * @param {() => Promise<T>} release
   * @returns {Promise<T>}
   */
  released(reason, release) {
    if (reason !== 'undo') this.emit(reason === 'free' ? 'freed' : 'silent', {});
    const report = this.#report;
    if (report === undefined) return release();
    report.kept = reason === 'undo' ? undefined : reason === 'free' ? 'freed' : 'silent';
    return release().finally(() => report.stored());
  }

  /** The store is being closed, and nobody waits for the run any longer. */
  handedOver() {
    this.emit('silent', {});
    const report = this.#report;
    if (report === undefined) return;
    report.kept = 'silent';
    this.#inContext(() => report.ended('unknown'));
  }

  /** @returns {Report | undefined} */
  get #report() {
    return this.#request.report;
  }

  /**
   * @param {EventType} type
   * @param {{ ms?: number }} fields
   */
  emit(type, { ms }) {
    if (!this.#settings.events.isHeard) return;
    this.#inContext(() => this.#tell(type, ms ?? monotonicMs() - this.beganAt));
  }

  /**
   * Tells an event where the execution itself has come, in its own context.
   * @param {EventType} type
   * @param {number} ms
   * @param {number} [status]
   */
  #tell(type, ms, status) {
    const { events } = this.#settings;
    const event = aboutRequest(type, this.#request);
    event.attempt = this.#attempt.attempt;
    event.ms = ms;
    if (status !== undefined) event.status = status;
    events.tell(event);
  }

  /**
   * Without a context, somebody has begun to listen while the operation ran.
   * @param {() => void} tell
   */
  #inContext(tell) {
    if (this.#context === undefined) tell();
    else this.#context.runInAsyncScope(tell);
  }
}

/**
 * An error is the app's own, and a look at it may run the app's code.
 * @param {unknown} error
 */
function statusOfError(error) {
  try {
    return statusIn(error);
  } catch {
    return undefined;
  }
}

module.exports = { RunEvents };
