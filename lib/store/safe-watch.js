'use strict';

/**
 * `methods.watch(id, onWake)` of a store in JavaScript in the form of NativeVerbs.watch, or undefined if it fails. It
 * gives hints only, so that what fails in it must not fail a request: whoever is told nothing looks anyway.
 */
function safeWatch(methods, id, onWake) {
  try {
    const watch = methods.watch(id, onWake);
    return { ready: settled(watch.ready), unwatch: () => unwatchSafely(watch) };
  } catch {
    return undefined;
  }
}

// Never rejects; what will never be told is never ready.
function settled(ready) {
  if (ready === undefined) return undefined;
  return new Promise((resolve) => Promise.resolve(ready).then(resolve, () => {}));
}

function unwatchSafely(watch) {
  try {
    watch.unwatch();
  } catch {
    return;
  }
}

module.exports = { safeWatch };
