'use strict';

/**
 * Whether an answer comes later. Where most answers are there at once, to ask is cheaper than to await: each await of a
 * request's path costs it half a microsecond and more, as much as some of the work between them.
 * @param {any} value
 * @returns {value is Promise<any>}
 */
function isPromise(value) {
  return typeof value?.then === 'function';
}

module.exports = { isPromise };
