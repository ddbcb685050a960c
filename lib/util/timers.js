'use strict';

// Node's own timers, here and wherever `lib/` needs one. A test runner with fake timers and jsdom put others in the place of
// the global ones: such a timer may be a number without unref(), or stand still while the store, the network and the clock
// of the leases go on.
const { clearTimeout, setImmediate, setTimeout } = require('node:timers');

const nothing = Promise.resolve();

/**
 * Resolves after `ms` milliseconds.
 * @param {number} ms
 * @returns {Promise<void>}
 */
function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * A random whole number of milliseconds from half of `ms` to `ms`.
 * @param {number} ms
 */
function jitter(ms) {
  return Math.ceil(ms * (0.5 + Math.random() / 2));
}

/**
 * Throws `error` where nobody can catch it: it is an uncaught exception of the process.
 * @param {unknown} error
 */
function raise(error) {
  setImmediate(() => {
    throw error;
  });
}

/**
 * Calls `run` in a microtask. Its error is an uncaught exception, as with queueMicrotask().
 * @param {() => unknown} run
 */
function soon(run) {
  nothing.then(run).catch(raise);
}

/**
 * Waits for `promise`, but not longer than `ms` milliseconds.
 * @param {Promise<unknown>} promise
 * @param {number} ms
 */
async function waitAtMost(promise, ms) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, over]);
  clearTimeout(timer);
}

/**
 * Settles as `promise` does, or rejects with `onTimeout()` after `ms` milliseconds (0 for no limit).
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @param {() => unknown} onTimeout
 * @returns {Promise<T>}
 */
function settledInTime(promise, ms, onTimeout) {
  if (ms === 0) return promise;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(onTimeout()), ms);
    /** @type {<V>(settle: (outcome: V) => void) => (outcome: V) => void} */
    const first = (settle) => (outcome) => {
      clearTimeout(timer);
      settle(outcome);
    };
    promise.then(first(resolve), first(reject));
  });
}

module.exports = { delay, jitter, raise, settledInTime, soon, waitAtMost };
