'use strict';

const { internals } = require('../store/store');

/** @import { AnyStore, StoreParts } from '../store/store' */
/** @import { Gauge } from './catalogue' */

/**
 * What a gauge reads of a store, without asking the store itself. Undefined if it says nothing.
 * @type {Record<Gauge['of'], (parts: StoreParts) => number | undefined>}
 */
const READ = {
  // A store that is being closed is not down: a deploy must wake nobody.
  up: (parts) => (parts.activeRuns.refusing ? undefined : Number(isUp(parts))),
  running: ({ activeRuns }) => activeRuns.size,
  waiting: ({ waiters }) => waiters.size,
  unstored: ({ retries }) => retries.outcomes,
};

/**
 * A store of a user says nothing, so that the experience of its requests counts.
 * @param {StoreParts} parts
 */
function isUp({ verbs, health }) {
  const state = verbs.status?.()?.state;
  return state === undefined ? !health.isDown : state !== 'down';
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
      const name = `${parts.kind}:${parts.prefix}`;
      const value = this.#isOver(parts) ? undefined : READ[of](parts);
      if (value === undefined) continue;
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
