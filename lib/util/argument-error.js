'use strict';

const { optionError } = require('./option-error');
const { kindOf } = require('./received');

// Only the kind of a value is told here: a key, a body or a result may be in it.

/**
 * The error for an argument that is not `wanted`. `what` names it, as in "the operation of execute()".
 * @param {string} what
 * @param {string} wanted
 * @param {unknown} value
 */
function argumentError(what, wanted, value) {
  return optionError('argument', `${what} must be ${wanted} (received ${kindOf(value)})`);
}

/**
 * Refuses an argument that is not a function.
 * @param {string} what
 * @param {unknown} value
 */
function requireFunction(what, value) {
  if (typeof value !== 'function') throw argumentError(what, 'a function', value);
}

/**
 * The error for a function of the app that returned something else than `wanted`. `got` says what it was.
 * @param {string} name
 * @param {string} wanted
 * @param {string} got
 */
function returnError(name, wanted, got) {
  return optionError('returned', `\`${name}\` must return ${wanted} (received ${got})`);
}

/**
 * The error for a value of which JSON.stringify makes nothing.
 * @param {string} what
 * @param {unknown} value
 */
function noJsonForm(what, value) {
  return optionError('unserializable', `${what} must have a JSON form (received ${kindOf(value)})`);
}

module.exports = { argumentError, noJsonForm, requireFunction, returnError };
