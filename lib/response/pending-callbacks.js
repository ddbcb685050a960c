'use strict';

/**
 * The callbacks of writes that are under way. Node forgets some of them when the connection goes. `hides()` says whether an
 * error is one of a client that has left, of which the app is not told.
 */
class PendingCallbacks {
  #hides;
  #callbacks = new Set();

  constructor(hides) {
    this.#hides = hides;
  }

  /** The arguments of a write, with a callback in the place of its own. */
  follow(args) {
    return args.map((each) => (typeof each === 'function' ? this.#once(each) : each));
  }

  /** Calls those that were not called. */
  callAll() {
    for (const callback of this.#callbacks) process.nextTick(callback);
  }

  #once(callback) {
    const once = (error) => {
      if (!this.#callbacks.delete(once)) return;
      callback(this.#hides() ? undefined : error);
    };
    this.#callbacks.add(once);
    return once;
  }
}

module.exports = { PendingCallbacks };
