'use strict';

const { soon } = require('../../util/timers');

/** @import { AddonStore } from '../../native/binding' */
/** @import { KeyWatch } from '../../waiting/waiters' */

/** @typedef {{ onWake: () => void, onReady?: (value?: any) => void }} OwnWatch */

/** The watches of a store written in C++, by call id. */
class NativeWatches {
  /** @type {Map<number, OwnWatch>} */
  #byCall = new Map();

  /**
   * As NativeVerbs.watch; `handle` is the addon's store.
   * @param {AddonStore} handle
   * @param {number} call
   * @param {string} id
   * @param {() => void} onWake
   * @returns {KeyWatch}
   */
  add(handle, call, id, onWake) {
    /** @type {OwnWatch} */
    const watch = { onWake };
    this.#byCall.set(call, watch);
    const isReady = handle.watch(call, id) > 0;
    const ready = isReady ? undefined : new Promise((resolve) => (watch.onReady = resolve));
    const unwatch = () => {
      if (this.#byCall.delete(call)) handle.unwatch(call);
    };
    return { ready, unwatch };
  }

  /**
   * Takes an answer of the addon, and returns whether its call is a watch. The first answer says that changes are told
   * from now on. It comes again after a lost connection.
   * @param {number} call
   */
  tell(call) {
    if (this.#byCall.size === 0) return false;
    const watch = this.#byCall.get(call);
    if (watch === undefined) return false;
    const { onReady, onWake } = watch;
    watch.onReady = undefined;
    if (onReady !== undefined) onReady();
    // The callback may read its own answers into the slots, which are being read here.
    else soon(() => this.#byCall.has(call) && onWake());
    return true;
  }
}

module.exports = { NativeWatches };
