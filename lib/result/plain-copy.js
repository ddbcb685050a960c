'use strict';

const { isPlainObject } = require('../util/plain-json');

// Beyond these JSON.parse copies faster, and a value that holds itself must not be followed for long.
const MAX_DEPTH = 32;
const MAX_PARTS = 1000;
const NONE = undefined;

let left = 0;

/**
 * A value as JSON keeps it, in new objects: equal to JSON.parse(JSON.stringify(value)). Undefined if that is not
 * certain: for a class, a toJSON(), a function, NaN and the like, or a large or deep value.
 *
 * The stored text is that of the copy, not of the value, so both say the same whatever its getters do. Takes a third to
 * a tenth of the time of JSON.parse.
 * @param {unknown} value
 * @returns {unknown}
 */
function plainCopy(value) {
  left = MAX_PARTS;
  return copyOf(value, 0);
}

/**
 * @param {any} value
 * @param {number} depth
 * @returns {unknown}
 */
function copyOf(value, depth) {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      // JSON has no -0, which this makes a 0.
      return Number.isFinite(value) ? value + 0 : NONE;
    case 'object':
      if (value === null) return null;
      if (depth === MAX_DEPTH || value.toJSON !== undefined) return NONE;
      if (Array.isArray(value)) return itemsOf(value, depth + 1);
      return isPlainObject(value) ? membersOf(value, depth + 1) : NONE;
    default:
      return NONE;
  }
}

/**
 * @param {unknown[]} array
 * @param {number} depth
 */
function itemsOf(array, depth) {
  const { length } = array;
  left -= length;
  if (left < 0) return NONE;
  const copies = [];
  for (let i = 0; i < length; i++) {
    const copy = copyOf(array[i], depth);
    if (copy === NONE) return NONE;
    copies.push(copy);
  }
  return copies;
}

/**
 * @param {Record<string, unknown>} object
 * @param {number} depth
 */
function membersOf(object, depth) {
  const names = Object.keys(object);
  left -= names.length;
  if (left < 0) return NONE;
  /** @type {Record<string, unknown>} */
  const copies = {};
  for (const name of names) {
    // To set it would change the prototype.
    if (name === '__proto__') return NONE;
    const value = object[name];
    if (value === undefined) continue;
    const copy = copyOf(value, depth);
    if (copy === NONE) return NONE;
    copies[name] = copy;
  }
  return copies;
}

module.exports = { plainCopy };
