'use strict';

// Node's own timers, here and wherever `lib/` needs one. A test runner with fake timers, jsdom and the renderer of Electron
// put others in the place of the global ones: such a timer may be a number without unref(), or stand still while
// the store, the network and the clock of the leases go on.
const { clearTimeout, setImmediate, setTimeout } = require('node:timers');

const nothing = Promise.resolve();

/** Resolves after `ms` milliseconds. */
function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A random whole number of milliseconds from half of `ms` to `ms`. */
function jitter(ms) {
  return Math.ceil(ms * (0.5 + Math.random() / 2));
}

/** Throws `error` where nobody can catch it: it is an uncaught exception of the process. */
function raise(error) {
  setImmediate(() => {
    throw error;
  });
}

/** Calls `run` in a microtask. Its error is an uncaught exception, as with queueMicrotask(). */
function soon(run) {
  nothing.then(run).catch(raise);
}

/** Waits for `promise`, but not longer than `ms` milliseconds. */
async function waitAtMost(promise, ms) {
  let timer;
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, over]);
  clearTimeout(timer);
}

/** Settles as `promise` does, or rejects with `onTimeout()` after `ms` milliseconds (0 for no limit). */
function settledInTime(promise, ms, onTimeout) {
  if (ms === 0) return promise;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(onTimeout()), ms);
    const first = (settle) => (outcome) => {
      clearTimeout(timer);
      settle(outcome);
    };
    promise.then(first(resolve), first(reject));
  });
}

module.exports = { delay, jitter, raise, settledInTime, soon, waitAtMost };
