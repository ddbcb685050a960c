'use strict';

const { clearTimeout } = require('node:timers');

const { monotonicMs } = require('../native/clock');
const { Roster } = require('../util/roster');
const { sharedTimeout } = require('../util/shared-timeout');
const { raise } = require('../util/timers');

/** @import { Placed } from '../util/roster' */

/**
 * What falls due.
 * @typedef {object} OwnDue
 * @property {number} dueAt  Monotonic milliseconds.
 * @property {(now: number) => void} onDue
 *
 * @typedef {Placed & OwnDue} Due
 */

const FINEST_MS = 1;

/**
 * Things with a due time, all on one timer, which never keeps the process alive. Most leases end long before they fall
 * due. A timer for each would cost more than all its other work.
 *
 * A thing has a `place` (see Roster) and `dueAt` (monotonic milliseconds), which may change at any time before
 * `changed(thing)`. `onDue(now)` is called when that time has passed. It puts the thing off or ends it.
 */
class LeaseTimer {
  /** @type {InstanceType<typeof Roster<Due>>} */
  #things = new Roster();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #wakeAt = Infinity;

  /**
   * @param {Due} thing
   * @param {number} now
   */
  add(thing, now) {
    this.#things.add(thing);
    this.#wakeBy(thing.dueAt, now);
  }

  /**
   * A thing that has been removed stays so.
   * @param {Due} thing
   * @param {number} now
   */
  changed(thing, now) {
    if (this.#things.has(thing)) this.#wakeBy(thing.dueAt, now);
  }

  /**
   * The timer stays: the next request would start another one, and one that finds nothing due is the last.
   * @param {Due} thing
   */
  remove(thing) {
    this.#things.remove(thing);
  }

  /**
   * Calls every overdue thing at once. After the event loop was blocked the timer is late, and other callbacks come
   * before it. One comparison if nothing is overdue.
   * @param {number} now
   */
  catchUp(now) {
    if (now >= this.#wakeAt) this.#wake(now);
  }

  /**
   * A timer that is too early costs one look at all things; it is never put off, so that to add one costs no search.
   * @param {number} dueAt
   * @param {number} now
   */
  #wakeBy(dueAt, now) {
    const wakeAt = Math.max(dueAt, now + FINEST_MS);
    if (wakeAt >= this.#wakeAt) return;
    clearTimeout(this.#timer);
    this.#wakeAt = wakeAt;
    this.#timer = sharedTimeout(() => this.#wake(monotonicMs()), Math.ceil(wakeAt - now)).unref();
  }

  /** @param {number} now */
  #wake(now) {
    this.#rest();
    for (const thing of this.#things.filter(({ dueAt }) => dueAt <= now)) {
      // One of them may have ended another.
      if (this.#things.has(thing)) tell(thing, now);
    }
    this.#wakeBy(
      this.#things.least(({ dueAt }) => dueAt),
      now,
    );
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wakeAt = Infinity;
  }
}

/**
 * An error of one thing keeps no other from being called.
 * @param {Due} thing
 * @param {number} now
 */
function tell(thing, now) {
  try {
    thing.onDue(now);
  } catch (error) {
    raise(error);
  }
}

module.exports = { LeaseTimer };
