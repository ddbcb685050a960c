'use strict';

/** Resolves after `ms` milliseconds. */
function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A random whole number of milliseconds from half of `ms` to `ms`. */
function jitter(ms) {
  return Math.ceil(ms * (0.5 + Math.random() / 2));
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

/** Settles as `promise` does, or rejects with what `onTimeout()` gives after `ms` milliseconds, 0 for no limit. */
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

module.exports = { delay, jitter, settledInTime, waitAtMost };
