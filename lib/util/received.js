'use strict';

const { inspect } = require('node:util');
const { isRegExp } = require('node:util/types');

const LONGEST_TEXT = 60;
const LONGEST_LIST = 5;
// Addresses, secrets and keys may be written wrong, and are secret all the same.
const SECRET_NAMES = /^(redis|store|secret|key|password)\b/;

/**
 * A value in a message about an option. If it may be secret, only its type is shown.
 * @param {string} name
 * @param {unknown} value
 * @returns {string}
 */
function received(name, value) {
  return SECRET_NAMES.test(name) ? kindOf(value) : shown(value);
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function shown(value) {
  if (typeof value === 'string') return quoted(value);
  if (isRegExp(value)) return `${value}`;
  if (!Array.isArray(value)) return isPrimitive(value) ? `${String(value)}` : kindOf(value);
  const isShort = value.length <= LONGEST_LIST && value.every(isPrimitive);
  return isShort ? `[${value.map(shown).join(', ')}]` : kindOf(value);
}

/** @param {string} text */
function quoted(text) {
  return inspect(text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}...` : text);
}

/** @param {unknown} value */
function isPrimitive(value) {
  return value === null || !['object', 'function'].includes(typeof value);
}

/**
 * The kind of a value, which tells nothing of it.
 * @param {unknown} value
 * @returns {string}
 */
function kindOf(value) {
  if (value === null || value === undefined) return `${value}`;
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const type = typeof value;
  return type === 'object' ? `an object${classOf(value)}` : `a ${type}`;
}

/** @param {unknown} value */
function classOf(value) {
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  const isNamed = typeof name === 'string' && name !== '' && name !== 'Object';
  return isNamed ? ` of class ${name}` : '';
}

module.exports = { kindOf, received };
