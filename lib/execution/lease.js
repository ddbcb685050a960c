'use strict';

const { AbortController } = require('../util/abort-controller');
const { monotonicMs } = require('../native/clock');
const { IdempotencyError } = require('../errors/idempotency-error');
const { isPromise } = require('../util/is-promise');
const { QuietResource } = require('../util/quiet-resource');

/** @import { Later } from '../util/is-promise' */
/** @import { Answer } from '../waiting/waiters' */
/** @import { Due } from '../store/lease-timer' */

/**
 * What a lease needs of its attempt.
 * @typedef {object} LeasedAttempt
 * @property {number} sentAt  Monotonic milliseconds at which the begin that won the key was first sent.
 * @property {LeaseClock} leases
 * @property {(timeoutMs: number) => Later<Answer>} renew
 */

/**
 * A LeaseTimer.
 * @typedef {object} LeaseClock
 * @property {(lease: Due, now: number) => void} add
 * @property {(lease: Due, now: number) => void} changed
 * @property {(lease: Due) => void} remove
 */

/**
 * @typedef {object} LeaseEvents
 * @property {number} beganAt  Monotonic milliseconds.
 * @property {(type: 'lease-lost' | 'late-renewal', fields: { ms?: number }) => void} emit
 */

const RENEWALS_PER_LEASE = 3;
const RETRIES_PER_LEASE = 12;
const JITTER_STEPS = 8;

/**
 * The ownership of one key while its operation runs, renewed every third of the lease, with jitter. It never keeps the
 * process alive.
 *
 *   owned      a renewal was accepted, and a lease has not passed since it was sent
 *   suspected  it has passed: another process may own the key. `signal` aborts with LEASE_LOST, renewal goes on
 *   over       the store says that the key is another's, or the app has given it up, or the outcome is stored
 *
 * A suspicion is only of this process: where the store accepts a late renewal, the key is owned again.
 */
class Lease {
  /** See Roster. */
  place = -1;
  #attempt;
  #leaseMs;
  #events;
  #ownedUntil;
  // Infinity while a renewal is under way.
  #renewAt;
  /** When the last renewal was sent. */
  #sentAt = 0;
  #isSuspected = false;
  #isOver = false;
  #isLost = false;
  #isOffered = false;
  /** @type {AbortController | undefined} */
  #controller;
  /** @type {InstanceType<typeof QuietResource> | undefined} */
  #context;
  /** @type {Error | undefined} */
  #reason;

  /**
   * `attempt.sentAt`: monotonic milliseconds at which the begin that won the key was first sent; `attempt.leases`: a LeaseTimer.
   * `events`: a RunEvents, whose run begins now; it is told 'lease-lost' and 'late-renewal'.
   * @param {LeasedAttempt} attempt
   * @param {number} leaseMs
   * @param {LeaseEvents} events
   */
  constructor(attempt, leaseMs, events) {
    const now = events.beganAt;
    this.#attempt = attempt;
    this.#leaseMs = leaseMs;
    this.#events = events;
    this.#ownedUntil = attempt.sentAt + leaseMs;
    // A begin that was slow to be answered has used up a part of the lease.
    this.#renewAt = Math.max(now, attempt.sentAt + this.#interval(RENEWALS_PER_LEASE));
    attempt.leases.add(this, now);
  }

  /** Made at the first use: most operations never look at it. */
  get signal() {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      // The caller is a timer that all requests share, or store.close().
      this.#context = new QuietResource('onceonly.signal');
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Whether the operation has read its `signal`. An error after that may be due to the abort alone. */
  get hasAborted() {
    return this.#reason !== undefined && this.#controller !== undefined;
  }

  /** Whether another process may own the key now, even if no timer has had the time to say so. */
  get mayBeLost() {
    return this.#isLost || monotonicMs() >= this.#ownedUntil;
  }

  /**
   * The operation has ended and its outcome is on its way to the store: that a renewal finds a result is no loss from
   * now on, and nothing aborts any more.
   */
  offered() {
    this.#isOffered = true;
  }

  /**
   * Stops renewal for `reason`: the lease runs out by itself, in the store as well, and `signal` aborts.
   * @param {Error} reason
   */
  abandon(reason) {
    if (this.#isOver) return;
    this.#isLost = true;
    this.end();
    this.#abort(reason);
  }

  /** The operation is over and settled; nothing is renewed and nothing aborts any more. */
  end() {
    this.#isOver = true;
    this.#attempt.leases.remove(this);
  }

  /** The same, where the outcome is not on its way to the store. */
  endUnlessOffered() {
    if (!this.#isOffered) this.end();
  }

  /** When it has to be renewed, or is suspected. */
  get dueAt() {
    return this.#isSuspected ? this.#renewAt : Math.min(this.#renewAt, this.#ownedUntil);
  }

  /**
   * A store in this process answers at once, and nothing is suspected of a key that it has just renewed. A renewal that is
   * under way for so long is sent again: in a process that was blocked its answer may lie unread, and the next begin for
   * the key must not reach the store before a renewal.
   * @param {number} now
   */
  onDue(now) {
    this.#renew(now);
    if (now >= this.#ownedUntil) this.#suspect();
  }

  /** @param {number} perLease */
  #interval(perLease) {
    const step = 1 - Math.floor(Math.random() * JITTER_STEPS) / (JITTER_STEPS * 8);
    return Math.max(1, Math.floor((this.#leaseMs / perLease) * step));
  }

  /** @param {number} time */
  #renewBy(time) {
    this.#renewAt = time;
    this.#attempt.leases.changed(this, monotonicMs());
  }

  /** @param {number} now */
  #renew(now) {
    const late = now - this.#renewAt;
    this.#renewAt = Infinity;
    this.#sentAt = now;
    this.#send(now);
    if (late > this.#leaseMs / 2) this.#events.emit('late-renewal', { ms: late });
  }

  /** @param {number} now */
  #send(now) {
    // Behind an outcome that is offered in the background, a call that waits must not keep the process alive.
    const perLease = this.#isOffered ? 2 * RETRIES_PER_LEASE : RENEWALS_PER_LEASE;
    const answer = this.#attempt.renew(Math.ceil(this.#leaseMs / perLease));
    if (!isPromise(answer)) return this.#answered(answer.state, now);
    answer.then(
      ({ state }) => this.#answered(state, now),
      () => this.#failed(now),
    );
  }

  /**
   * @param {string} state
   * @param {number} sentAt
   */
  #answered(state, sentAt) {
    if (this.#isOver) return;
    if (state === 'done' && this.#isOffered) return this.end();
    if (state !== 'renewed') return this.#lose();
    this.#ownedUntil = Math.max(this.#ownedUntil, sentAt + this.#leaseMs);
    this.#isSuspected = monotonicMs() >= this.#ownedUntil;
    if (sentAt === this.#sentAt) this.#renewBy(sentAt + this.#interval(RENEWALS_PER_LEASE));
  }

  /**
   * The store is out of reach: it may be so for as long as the operation runs.
   * @param {number} sentAt
   */
  #failed(sentAt) {
    if (this.#isOver || sentAt !== this.#sentAt) return;
    this.#renewBy(monotonicMs() + this.#interval(RETRIES_PER_LEASE));
  }

  #suspect() {
    if (this.#isSuspected || this.#isOver) return;
    this.#isSuspected = true;
    this.#tellLoss();
  }

  #lose() {
    this.#isLost = true;
    this.end();
    if (!this.#isSuspected) this.#tellLoss();
  }

  #tellLoss() {
    if (this.#isOffered) return;
    this.#events.emit('lease-lost', {});
    this.#abort(new IdempotencyError('LEASE_LOST'));
  }

  /** @param {Error} reason */
  #abort(reason) {
    if (this.#reason !== undefined || this.#isOffered) return;
    this.#reason = reason;
    this.#context?.runInAsyncScope(() => this.#controller?.abort(reason));
  }
}

module.exports = { Lease };
