'use strict';

const { helpOf } = require('./help');

/** The codes of what is wrong with options and arguments, by the short names that the package's own code uses. */
const OPTION_CODES = {
  /** No option has this name. */
  unknown: 'ERR_ONCEONLY_OPTION_UNKNOWN',
  /** A value of the wrong type or form. */
  value: 'ERR_ONCEONLY_OPTION_VALUE',
  /** A number that is too small or too large. */
  range: 'ERR_ONCEONLY_OPTION_RANGE',
  /** The value of an environment variable that is unset, as it looks. */
  unset: 'ERR_ONCEONLY_OPTION_UNSET',
  /** Options that exclude or need each other. */
  conflict: 'ERR_ONCEONLY_OPTION_CONFLICT',
  /** Something else than the argument that a function takes. */
  argument: 'ERR_ONCEONLY_ARGUMENT',
};

/**
 * A TypeError, or a RangeError for `range`, with `code` and `help`, the place of its section in the reference. The message
 * is a sentence without its full stop or several sentences.
 * @param {keyof typeof OPTION_CODES} what
 * @param {string} message
 */
function optionError(what, message) {
  const code = OPTION_CODES[what];
  const text = `onceonly: ${message}${/[.?]$/.test(message) ? '' : '.'}`;
  const error = what === 'range' ? new RangeError(text) : new TypeError(text);
  return Object.assign(error, { code, help: helpOf('errors', code) });
}

module.exports = { OPTION_CODES, optionError };
