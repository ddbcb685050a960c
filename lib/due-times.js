'use strict';

const { monotonicMs } = require('./clock');

/**
 * What falls due at some time, all on one timer, which never keeps the process alive. Most leases end long before they
 * fall due, and a timer of its own for each would cost it more than all else that it does.
 *
 * A thing has `dueAt` (monotonic milliseconds), which may be changed at any time before `changed(thing)`, and `onDue(now)`,
 * which is called when that has passed and puts it off or ends it.
 */
class DueTimes {
  #things = new Set();
  #timer;
  #wakeAt = Infinity;

  add(thing, now) {
    this.#things.add(thing);
    this.#wakeBy(thing.dueAt, now);
  }

  /** A thing that has been removed stays so. */
  changed(thing, now) {
    if (this.#things.has(thing)) this.#wakeBy(thing.dueAt, now);
  }

  remove(thing) {
    if (this.#things.delete(thing) && this.#things.size === 0) this.#rest();
  }

  // A timer that is too early costs one look at all things; it is never put off, so that to add one costs no search.
  #wakeBy(dueAt, now) {
    if (dueAt >= this.#wakeAt) return;
    clearTimeout(this.#timer);
    this.#wakeAt = dueAt;
    this.#timer = setTimeout(() => this.#wake(), Math.max(1, Math.ceil(dueAt - now))).unref();
  }

  #wake() {
    this.#rest();
    const now = monotonicMs();
    let next = Infinity;
    for (const thing of this.#things) {
      if (thing.dueAt <= now) tell(thing, now);
    }
    for (const { dueAt } of this.#things) next = Math.min(next, dueAt);
    this.#wakeBy(next, now);
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wakeAt = Infinity;
  }
}

// What one thing throws keeps no other from being told.
function tell(thing, now) {
  try {
    thing.onDue(now);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

module.exports = { DueTimes };
