'use strict';

/** @import { AnyStore } from '../store/store' */

/**
 * What exports metrics to one place.
 * @typedef {object} Exporter
 * @property {(stores: readonly AnyStore[]) => void} add  Shows these stores, too.
 * @property {() => boolean} isThere  Whether the place still has its metrics.
 * @property {() => void} stop
 */

/** @type {any} */
const shared = globalThis;
/**
 * Exporters by their place, a registry or a meter provider, for every copy of the package: each place counts once.
 * @type {WeakMap<object, { exporter: Exporter, users: number }>}
 */
const exporters = (shared[Symbol.for('onceonly.exporters.1')] ??= new WeakMap());

/**
 * Joins the exporter of a place, or makes it. Returns a function that leaves it. The last one to leave stops it.
 * @param {object} place
 * @param {readonly AnyStore[]} stores
 * @param {() => Exporter} make
 * @returns {() => void}
 */
function joinExporter(place, stores, make) {
  let found = exporters.get(place);
  if (found?.exporter.isThere() === false) {
    found.exporter.stop();
    found = undefined;
  }
  const entry = found ?? { exporter: make(), users: 0 };
  exporters.set(place, entry);
  entry.exporter.add(stores);
  entry.users += 1;
  let hasLeft = false;
  return function stop() {
    if (hasLeft) return;
    hasLeft = true;
    entry.users -= 1;
    if (entry.users > 0) return;
    entry.exporter.stop();
    if (exporters.get(place) === entry) exporters.delete(place);
  };
}

module.exports = { joinExporter };
