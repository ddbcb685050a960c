'use strict';

const { monotonicMs } = require('./clock');
const { IdempotencyError } = require('./errors');

const RENEWALS_PER_LEASE = 3;
const RETRIES_PER_LEASE = 12;
const JITTER_STEPS = 8;

/**
 * The ownership of one key while its operation runs. Renews every third of the lease, with jitter, and aborts `signal`
 * with LEASE_LOST as soon as another process may own the key: when the store says so, or when a whole lease has passed
 * since the last good renewal was sent. Its timers never keep the process alive.
 */
class Lease {
  #claim;
  #leaseMs;
  #ownedUntil;
  #controller;
  #reason;
  #renewTimer;
  #lossTimer;
  #renewalDue;
  #renewing = false;
  #ended = false;
  #isOffered = false;
  #emit;

  /**
   * `claim.sentAt`: monotonic milliseconds at which the begin that won the key was first sent. `emit(type, fields)` is
   * told 'lease-lost' and 'late-renewal'.
   */
  constructor(claim, leaseMs, emit) {
    this.#claim = claim;
    this.#leaseMs = leaseMs;
    this.#emit = emit;
    this.#ownedUntil = claim.sentAt + leaseMs;
    // A begin that was slow to be answered has used up a part of the lease.
    const age = monotonicMs() - claim.sentAt;
    this.#schedule(Math.max(0, this.#interval(RENEWALS_PER_LEASE) - age));
    this.#watchLoss();
  }

  /** Made at the first use: most operations never look at it. */
  get signal() {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Whether another process may own the key by now, even if no timer has had the time to say so. */
  get mayBeLost() {
    return this.#reason !== undefined || monotonicMs() >= this.#ownedUntil;
  }

  /** The outcome is on its way to the store: that a renewal finds a result is no loss from now on. */
  offered() {
    this.#isOffered = true;
  }

  /** Gives the key up with `reason`: no renewal follows, and `signal` aborts. */
  abandon(reason) {
    if (this.#reason !== undefined || this.#ended) return;
    this.#reason = reason;
    this.end();
    this.#controller?.abort(reason);
  }

  /** The operation is over and settled; nothing is renewed and nothing aborts any more. */
  end() {
    this.#ended = true;
    clearTimeout(this.#renewTimer);
    clearTimeout(this.#lossTimer);
  }

  #interval(perLease) {
    const step = 1 - Math.floor(Math.random() * JITTER_STEPS) / (JITTER_STEPS * 8);
    return Math.max(1, Math.floor((this.#leaseMs / perLease) * step));
  }

  #schedule(ms) {
    clearTimeout(this.#renewTimer);
    this.#renewalDue = monotonicMs() + ms;
    this.#renewTimer = setTimeout(() => this.#renew(), ms).unref();
  }

  #watchLoss() {
    clearTimeout(this.#lossTimer);
    const left = Math.max(1, Math.ceil(this.#ownedUntil - monotonicMs()));
    this.#lossTimer = setTimeout(() => this.#onLossTimer(), left).unref();
  }

  #onLossTimer() {
    if (this.mayBeLost) this.#lose();
    else this.#watchLoss();
  }

  #lose() {
    if (this.#reason !== undefined || this.#ended) return;
    this.#emit('lease-lost', {});
    this.abandon(new IdempotencyError('LEASE_LOST'));
  }

  async #renew() {
    if (this.#renewing) return;
    this.#renewing = true;
    const sentAt = monotonicMs();
    const late = sentAt - this.#renewalDue;
    if (late > this.#leaseMs / 2) this.#emit('late-renewal', { ms: late });
    try {
      const answer = await this.#claim.renew(Math.ceil(this.#leaseMs / RENEWALS_PER_LEASE));
      this.#settle(answer.state, sentAt);
    } catch {
      // The store is out of reach: the loss timer decides how long that may last.
      if (!this.#ended) this.#schedule(this.#interval(RETRIES_PER_LEASE));
    } finally {
      this.#renewing = false;
    }
  }

  #settle(state, sentAt) {
    if (this.#ended) return;
    if (state === 'done' && this.#isOffered) return this.end();
    if (state !== 'renewed') return this.#lose();
    this.#ownedUntil = sentAt + this.#leaseMs;
    this.#schedule(this.#interval(RENEWALS_PER_LEASE));
  }
}

module.exports = { Lease };
