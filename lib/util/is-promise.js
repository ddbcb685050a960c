'use strict';

/**
 * A value that may come later.
 * @template T
 * @typedef {T | Promise<T>} Later
 */

/**
 * Whether an answer comes later. Where most answers are there at once, to ask is cheaper than to await, which makes a
 * promise and comes back in another microtask.
 * @param {any} value
 * @returns {value is Promise<any>}
 */
function isPromise(value) {
  return typeof value?.then === 'function';
}

module.exports = { isPromise };
