'use strict';

const { types } = require('node:util');

const { jsonSerializer } = require('../result/json-serializer');
const { YEAR_S, fail, integer, serializer } = require('../util/checks');
const { optionError } = require('../util/option-error');
const { kindOf } = require('../util/received');
const { isName, sealKey } = require('./sealed-form');

/** @import { OptionTable } from '../options/check-options' */
/** @import { SealKey } from './sealed-form' */

/** @typedef {Map<string, SealKey>} Keys */

const KEY_BYTES = 32;
const KEYS = 'an object of keys by name, or a function that gives one';

/**
 * The keys of an object, checked and copied. No message shows a byte of one.
 * @param {any} given
 * @returns {Keys}
 */
function keysOf(given) {
  const isObject = given !== null && typeof given === 'object' && !(Symbol.iterator in given);
  if (!isObject)
    throw optionError('value', `option \`keys\` must be ${KEYS} (received ${kindOf(given)})`);
  const entries = Object.entries(given);
  if (entries.length === 0) {
    throw optionError('value', 'option `keys` must have one key at least (received none)');
  }
  return new Map(entries.map(([name, key]) => [checkName(name), secretOf(name, key)]));
}

/** @param {string} name */
function checkName(name) {
  if (isName(name)) return name;
  const wanted = '1 to 64 characters of A-Z a-z 0-9 . _ -';
  // Somebody may have put the key in the place of its name.
  throw optionError(
    'value',
    `a name in \`keys\` must be ${wanted} (received ${name.length} characters)`,
  );
}

/**
 * @param {string} name
 * @param {any} key
 */
function secretOf(name, key) {
  const isObject = types.isKeyObject(key) && key.type === 'secret';
  const bytes = isObject ? key.export() : key;
  if (types.isUint8Array(bytes) && bytes.length === KEY_BYTES) {
    const made = sealKey(bytes);
    // This copy is ours. Only the addon keeps one, which it wipes.
    if (isObject) bytes.fill(0);
    return made;
  }
  const got = types.isUint8Array(bytes) ? `${bytes.length} bytes` : kindOf(key);
  const advice = typeof key === 'string' ? ". Write it as Buffer.from(text, 'base64')" : '';
  throw optionError(
    'value',
    `option \`keys['${name}']\` must be a Buffer of ${KEY_BYTES} bytes (received ${got})${advice}`,
  );
}

/**
 * @param {Keys} keys
 * @param {string} current
 */
function requireCurrent(keys, current) {
  if (keys.has(current)) return keys;
  const names = [...keys.keys()].map((name) => `'${name}'`).join(', ');
  throw optionError(
    'conflict',
    `option \`current\` must name one of \`keys\`: ${names} (received '${current}')`,
  );
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function currentName(name, value) {
  if (typeof value === 'string' && isName(value)) return value;
  const got = typeof value === 'string' ? `${value.length} characters` : kindOf(value);
  throw optionError(
    'value',
    `option \`${name}\` must be the name of a key in \`keys\` (received ${got})`,
  );
}

/**
 * A moment, in milliseconds. No result is kept longer than a year, so that a later one could only be a mistake.
 * @param {string} name
 * @param {any} value
 */
function untilDate(name, value) {
  const at = types.isDate(value) || typeof value === 'string' ? new Date(value).getTime() : NaN;
  if (Number.isNaN(at)) fail(name, "a Date or the text of one, as '2026-12-31'", value);
  if (at > new Date().getTime() + YEAR_S * 1000) {
    throw optionError(
      'range',
      `option \`${name}\` must be within a year from now (received ${value})`,
    );
  }
  return at;
}

/** @type {OptionTable} */
const ENCRYPTED = {
  keys: [(name, value) => (typeof value === 'function' ? value : keysOf(value))],
  current: [currentName],
  plainUntil: [untilDate],
  inner: [serializer, jsonSerializer],
  keysTimeoutMs: [integer(1, 60_000), 1000],
};

module.exports = { ENCRYPTED, keysOf, requireCurrent };
