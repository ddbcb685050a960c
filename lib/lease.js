'use strict';

const { monotonicMs } = require('./clock');
const { DueTimes } = require('./due-times');
const { IdempotencyError } = require('./errors');

const RENEWALS_PER_LEASE = 3;
const RETRIES_PER_LEASE = 12;
const JITTER_STEPS = 8;

const leases = new DueTimes();

/**
 * The ownership of one key while its operation runs. Renews every third of the lease, with jitter, and aborts `signal`
 * with LEASE_LOST as soon as another process may own the key: when the store says so, or when a whole lease has passed
 * since the last good renewal was sent. It never keeps the process alive.
 */
class Lease {
  #claim;
  #leaseMs;
  #ownedUntil;
  #controller;
  #reason;
  // Infinity while a renewal is under way.
  #renewAt;
  #ended = false;
  #isOffered = false;
  #events;

  /**
   * `claim.sentAt`: monotonic milliseconds at which the begin that won the key was first sent. `events`: a RunEvents, whose
   * run begins now; it is told 'lease-lost' and 'late-renewal'.
   */
  constructor(claim, leaseMs, events) {
    const now = events.beganAt;
    this.#claim = claim;
    this.#leaseMs = leaseMs;
    this.#events = events;
    this.#ownedUntil = claim.sentAt + leaseMs;
    // A begin that was slow to be answered has used up a part of the lease.
    this.#renewAt = Math.max(now, claim.sentAt + this.#interval(RENEWALS_PER_LEASE));
    leases.add(this, now);
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
    leases.remove(this);
  }

  /** When it has to be renewed, or is lost. */
  get dueAt() {
    return Math.min(this.#renewAt, this.#ownedUntil);
  }

  onDue(now) {
    if (now >= this.#renewAt) this.#renew(now);
    if (now >= this.#ownedUntil) this.#lose();
  }

  #interval(perLease) {
    const step = 1 - Math.floor(Math.random() * JITTER_STEPS) / (JITTER_STEPS * 8);
    return Math.max(1, Math.floor((this.#leaseMs / perLease) * step));
  }

  #renewIn(ms) {
    const now = monotonicMs();
    this.#renewAt = now + ms;
    leases.changed(this, now);
  }

  #lose() {
    if (this.#reason !== undefined || this.#ended) return;
    this.#events.emit('lease-lost', {});
    this.abandon(new IdempotencyError('LEASE_LOST'));
  }

  async #renew(sentAt) {
    const late = sentAt - this.#renewAt;
    this.#renewAt = Infinity;
    if (late > this.#leaseMs / 2) this.#events.emit('late-renewal', { ms: late });
    try {
      const answer = await this.#claim.renew(Math.ceil(this.#leaseMs / RENEWALS_PER_LEASE));
      this.#settle(answer.state, sentAt);
    } catch {
      // The store is out of reach: the end of the lease decides how long that may last.
      if (!this.#ended) this.#renewIn(this.#interval(RETRIES_PER_LEASE));
    }
  }

  #settle(state, sentAt) {
    if (this.#ended) return;
    if (state === 'done' && this.#isOffered) return this.end();
    if (state !== 'renewed') return this.#lose();
    this.#ownedUntil = sentAt + this.#leaseMs;
    this.#renewIn(this.#interval(RENEWALS_PER_LEASE));
  }
}

module.exports = { Lease };
