'use strict';

const { internals } = require('../store/store');

/** @import { AnyStore, StoreParts } from '../store/store' */
/** @import { Gauge } from './catalogue' */

const OUT_OF_REACH = new Set(['down', 'closed']);

/**
 * What a gauge reads of a store, without asking the store itself.
 * @type {Record<Gauge['of'], (parts: StoreParts) => number>}
 */
const READ = {
  // A store of a user tells nothing, so that the experience of its requests counts.
  up: ({ verbs, health }) => Number(isUp(verbs.status?.()?.state, health.isDown)),
  running: ({ activeRuns }) => activeRuns.size,
  waiting: ({ waiters }) => waiters.size,
  unstored: ({ retries }) => retries.outcomes,
};

/**
 * @param {string | undefined} state
 * @param {boolean} isDown
 */
function isUp(state, isDown) {
  return state === undefined ? !isDown : !OUT_OF_REACH.has(state);
}

/** The stores whose state is shown. Those that are closed and have nothing to do are forgotten. */
class Stores {
  /** @type {Set<StoreParts>} */
  #stores = new Set();

  /** @param {readonly AnyStore[]} stores  Checked. */
  add(stores) {
    for (const store of stores) this.#stores.add(internals(store));
  }

  /**
   * The value of a gauge for each kind and prefix of a store.
   * @param {Gauge} gauge
   * @returns {Map<string, number>}
   */
  read({ of, combine }) {
    /** @type {Map<string, number>} */
    const found = new Map();
    for (const parts of this.#stores) {
      if (this.#isOver(parts)) continue;
      const name = `${parts.kind}:${parts.prefix}`;
      const value = READ[of](parts);
      const known = found.get(name);
      const both = combine === 'min' ? Math.min(known ?? value, value) : (known ?? 0) + value;
      found.set(name, both);
    }
    return found;
  }

  /** @param {StoreParts} parts */
  #isOver(parts) {
    if (!parts.activeRuns.refusing || parts.activeRuns.size > 0) return false;
    this.#stores.delete(parts);
    return true;
  }
}

module.exports = { Stores };
