'use strict';

const { types } = require('node:util');

const { IdempotencyError } = require('../errors/idempotency-error');
const { optionError } = require('../util/option-error');
const { isPlainJson } = require('../util/plain-json');
const { shownValue } = require('./shown-value');

/** @import { Content } from './digest-content' */

/**
 * The JSON text of a value, as content: `{ kind, body, isMarked? }`. It is JSON.stringify's own text for a value that
 * JSON shows whole. For a value with parts that JSON hides (see shownValue) it tells all of them.
 *
 * `symbols`: members named by symbols are refused. Throws INVALID_BODY for more than 128 levels, and a TypeError for a
 * value that cannot be shown or that holds itself.
 * @param {unknown} value
 * @param {boolean} symbols
 * @returns {Content}
 */
function jsonContent(value, symbols) {
  if (isPlainJson(value, symbols)) return { kind: 'json', body: stringify(value) };
  const { tree, isMarked } = shown(value, symbols);
  const body = stringify(tree);
  return isMarked ? { kind: 'json', body, isMarked } : { kind: 'json', body };
}

/**
 * @param {unknown} value
 * @param {boolean} symbols
 */
function shown(value, symbols) {
  try {
    return shownValue(value, symbols);
  } catch (cause) {
    if (cause?.name !== 'RangeError') throw cause;
    // Says it better where the value holds itself.
    stringify(value);
    throw tooDeep(cause);
  }
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function stringify(value) {
  let text;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw cause?.name === 'RangeError' ? tooDeep(cause) : cause;
  }
  if (text === undefined) {
    throw optionError(
      'incomparable',
      'the body must have a JSON form (received undefined from its toJSON())',
    );
  }
  return text;
}

/** @param {unknown} cause */
function tooDeep(cause) {
  return new IdempotencyError('INVALID_BODY', { cause });
}

/**
 * Content of a value: `{ kind, body, isMarked? }`. `undefined` is no body; text and bytes count as they are.
 * @param {unknown} value
 * @param {boolean} symbols
 * @returns {Content}
 */
function contentOfValue(value, symbols) {
  if (value === undefined) return { kind: 'none', body: '' };
  if (typeof value === 'string' || types.isUint8Array(value)) return { kind: 'bytes', body: value };
  return jsonContent(value, symbols);
}

module.exports = { contentOfValue, jsonContent };
