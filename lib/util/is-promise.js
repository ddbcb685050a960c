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

/**
 * Goes on with a value, in this turn if it is there.
 * @template T, U
 * @param {Later<T>} value
 * @param {(value: T) => Later<U>} next
 * @returns {Later<U>}
 */
function whenKnown(value, next) {
  return isPromise(value) ? value.then(next) : next(value);
}

module.exports = { isPromise, whenKnown };
