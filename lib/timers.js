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

module.exports = { delay, jitter, waitAtMost };
