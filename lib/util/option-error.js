'use strict';

const { helpOf } = require('./help');

/** The codes of wrong options and arguments, by the short names in the package's own code. */
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
  /** A function of the app that returned something else than the package takes from it. */
  returned: 'ERR_ONCEONLY_RETURN_VALUE',
  /** A value that has no JSON form, or that the app's serializer refuses. */
  unserializable: 'ERR_ONCEONLY_NOT_SERIALIZABLE',
  /** A body of which no fingerprint can be taken. */
  incomparable: 'ERR_ONCEONLY_NOT_COMPARABLE',
  /** A value that has more bytes than a store keeps. */
  tooLarge: 'ERR_ONCEONLY_TOO_LARGE',
  /** A method that a store of the older form lacks. */
  method: 'ERR_ONCEONLY_STORE_METHOD',
};

/**
 * A TypeError, or a RangeError for `range`, with `code` and `help`, the place of its section in the reference. The
 * message has no full stop at its end.
 * @param {keyof typeof OPTION_CODES} what
 * @param {string} message
 * @param {unknown} [cause]
 */
function optionError(what, message, cause) {
  const code = OPTION_CODES[what];
  const text = `onceonly: ${message}${/[.?]$/.test(message) ? '' : '.'}`;
  const options = cause === undefined ? undefined : { cause };
  const error = what === 'range' ? new RangeError(text, options) : new TypeError(text, options);
  return Object.assign(error, { code, help: helpOf('errors', code) });
}

module.exports = { OPTION_CODES, optionError };
