'use strict';

const { soon } = require('../../util/timers');

/** @import { Arguments, Callback } from './own-members' */

/**
 * The callbacks of writes that are under way. Node forgets some of them when the connection goes. `hides()` says
 * whether an error only tells that the client has left, which the app must not see.
 */
class PendingCallbacks {
  #hides;
  #members;
  /** @type {Set<Callback>} */
  #callbacks = new Set();

  /**
   * @param {{ isBelow: boolean }} members
   * @param {() => boolean} hides
   */
  constructor(members, hides) {
    this.#members = members;
    this.#hides = hides;
  }

  /**
   * The arguments of a write, with a callback in the place of its own.
   * @param {Arguments} args
   */
  follow(args) {
    return args.map((each) => (typeof each === 'function' ? this.#once(each) : each));
  }

  /** Calls those that were not called. */
  callAll() {
    for (const callback of this.#callbacks) soon(() => callback());
  }

  /** @param {Callback} callback */
  #once(callback) {
    /** @type {Callback} */
    const once = (error) => {
      if (!this.#callbacks.delete(once)) return;
      const told = this.#hides() ? undefined : error;
      // A fake socket calls it during the write, which Node never does.
      if (this.#members.isBelow) soon(() => callback(told));
      else callback(told);
    };
    this.#callbacks.add(once);
    return once;
  }
}

module.exports = { PendingCallbacks };
