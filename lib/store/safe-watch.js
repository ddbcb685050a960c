'use strict';

/** @import { KeyWatch } from '../waiting/waiters' */
/** @import { Watch } from '../../types/custom-store' */

/**
 * `methods.watch(id, onWake)` of a store in JavaScript in the form of NativeVerbs.watch, or undefined if it fails. It
 * gives hints only, so its failure must not fail a request: waiters look by themselves anyway.
 * @param {{ watch?: (id: string, onWake: () => void) => Watch }} methods
 * @param {string} id
 * @param {() => void} onWake
 * @returns {KeyWatch | undefined}
 */
function safeWatch(methods, id, onWake) {
  try {
    const watch = /** @type {Required<typeof methods>} */ (methods).watch(id, onWake);
    return { ready: settled(watch.ready), unwatch: () => unwatchSafely(watch) };
  } catch {
    return undefined;
  }
}

/**
 * Never rejects. A watch that has failed is never ready.
 * @param {Promise<void> | undefined} ready
 */
function settled(ready) {
  if (ready === undefined) return undefined;
  return new Promise((resolve) => Promise.resolve(ready).then(resolve, () => {}));
}

/** @param {Watch} watch */
function unwatchSafely(watch) {
  try {
    watch.unwatch();
  } catch {
    return;
  }
}

module.exports = { safeWatch };
