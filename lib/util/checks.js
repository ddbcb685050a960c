'use strict';

const { isRegExp, isUint8Array } = require('node:util/types');

const { optionError } = require('./option-error');
const { received } = require('./received');

/**
 * Gives the value of an option as the package uses it, or throws.
 * @template [T=any]
 * @typedef {(name: string, value: unknown) => T} Check
 */

/**
 * A check whose values have words for them.
 * @template [T=any]
 * @typedef {Check<T> & { wanted: string[] }} NamedCheck
 */

// Each check gives the value as the package uses it, or throws a TypeError or RangeError that names the option.

const HOUR_S = 3600;
const YEAR_S = 366 * 24 * HOUR_S;
const MAX_TIMER_MS = 2 ** 31 - 1;
// A token of RFC 9110.
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/**
 * Refuses the value of an option. `wanted` ends the sentence "must be". `without` names a missing part of the value.
 * @param {string} name
 * @param {string} wanted
 * @param {unknown} value
 * @param {string} [without]
 * @returns {never}
 */
function fail(name, wanted, value, without = '') {
  const got = `received ${received(name, value)}${without}`;
  throw optionError('value', `option \`${name}\` must be ${wanted} (${got})`);
}

/**
 * @param {string} name
 * @param {string} wanted
 * @param {number} value
 * @param {string} [advice]
 * @returns {never}
 */
function failRange(name, wanted, value, advice = '') {
  throw optionError('range', `option \`${name}\` must be ${wanted} (received ${value})${advice}`);
}

/**
 * A check that either() can name: `wanted` are the values that it takes, in words.
 * @template T
 * @param {string[]} wanted
 * @param {Check<T>} check
 * @returns {NamedCheck<T>}
 */
function named(wanted, check) {
  return Object.assign(check, { wanted });
}

/**
 * @param {string[]} words
 * @returns {string}
 */
function listed(words) {
  if (words.length === 1) return words[0];
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/**
 * Seconds, as in Redis EX; fractions are kept as whole milliseconds.
 * @param {number} maximum
 * @param {number} [minimum]
 * @returns {Check<number>}
 */
function seconds(maximum, minimum = 0.001) {
  const wanted = `a number of seconds from ${minimum} to ${maximum}`;
  return (name, value) => {
    if (typeof value !== 'number' || Number.isNaN(value)) fail(name, wanted, value);
    if (value < minimum) failRange(name, wanted, value);
    if (value > maximum) failRange(name, wanted, value, '. Is it in milliseconds?');
    return Math.max(Math.round(minimum * 1000), Math.round(value * 1000));
  };
}

/**
 * @param {number} minimum
 * @param {number} [maximum]
 * @returns {Check<number>}
 */
function integer(minimum, maximum = Number.MAX_SAFE_INTEGER) {
  const range =
    maximum === Number.MAX_SAFE_INTEGER ? `of ${minimum} or more` : `from ${minimum} to ${maximum}`;
  const wanted = `a whole number ${range}`;
  return (name, value) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) fail(name, wanted, value);
    if (value < minimum || value > maximum) failRange(name, wanted, value);
    return value;
  };
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {boolean}
 */
function boolean(name, value) {
  return typeof value === 'boolean' ? value : fail(name, 'true or false', value);
}

/** false as the only value: the option is turned off on purpose. */
const off = oneOf(false);

/** @type {NamedCheck<Function>} */
const func = named(['a function'], (name, value) =>
  typeof value === 'function' ? value : fail(name, 'a function', value),
);

/**
 * An object with these methods.
 * @param {...string} names
 * @returns {Check}
 */
function methodsOf(...names) {
  return (name, /** @type {any} */ value) => {
    const missing = names.filter((each) => typeof value?.[each] !== 'function');
    if (missing.length === 0) return value;
    const isObject = value !== null && typeof value === 'object';
    const without = isObject ? ` without ${listed(missing)}` : '';
    return fail(name, `an object with the methods ${names.join(', ')}`, value, without);
  };
}

/**
 * The two functions for the stored bytes. `acceptPlain`, if given, is true or false, and `prepare` a function.
 * @param {string} name
 * @param {any} value
 */
function serializer(name, value) {
  methodsOf('serialize', 'deserialize')(name, value);
  if (value.acceptPlain !== undefined) boolean(`${name}.acceptPlain`, value.acceptPlain);
  if (value.prepare !== undefined) func(`${name}.prepare`, value.prepare);
  return value;
}

/**
 * @template const T
 * @param {...T} allowed
 * @returns {NamedCheck<T>}
 */
function oneOf(...allowed) {
  const wanted = allowed.map((each) => (typeof each === 'string' ? `'${each}'` : `${each}`));
  return named(wanted, (name, /** @type {any} */ value) =>
    allowed.includes(value) ? value : fail(name, listed(wanted), value),
  );
}

/**
 * @param {RegExp} pattern
 * @param {string} wanted
 * @returns {Check<string>}
 */
function matching(pattern, wanted) {
  return (name, value) =>
    typeof value === 'string' && pattern.test(value) ? value : fail(name, wanted, value);
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {string}
 */
function nonEmptyString(name, value) {
  return typeof value === 'string' && value !== '' && value.isWellFormed()
    ? value
    : fail(name, 'a non-empty, well-formed string', value);
}

/**
 * The values that one of these checks takes. Each check has a name, see named().
 * @param {...NamedCheck} checks
 * @returns {Check}
 */
function either(...checks) {
  const wanted = listed(checks.flatMap((check) => check.wanted));
  return (name, value) => {
    for (const check of checks) {
      try {
        return check(name, value);
      } catch {
        continue;
      }
    }
    return fail(name, wanted, value);
  };
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {string[]}
 */
function methods(name, value) {
  const wanted = 'an array of HTTP method names';
  if (!Array.isArray(value)) fail(name, wanted, value);
  for (const each of value) {
    if (typeof each !== 'string' || !/^[A-Za-z-]+$/.test(each)) fail(name, wanted, value);
  }
  return value.map((each) => each.toUpperCase());
}

const SECRET = 'a non-empty string or Buffer, or [current, other] of them';

/**
 * One secret or `[current, other]`, each a non-empty string or Buffer. One of the two may be null for "none". Returns
 * `[current]` or `[current, other]`, with '' for none. A refused value may be a misspelt secret, so only its type is
 * shown.
 * @param {string} name
 * @param {unknown} value
 * @returns {(string | Uint8Array)[]}
 */
function secrets(name, value) {
  if (!Array.isArray(value)) return [secret(name, value)];
  if (value.length < 1 || value.length > 2) {
    throw optionError(
      'value',
      `option \`${name}\` must be ${SECRET} (received ${received(name, value)}). ` +
        'Finish one change of the secret before you begin the next one',
    );
  }
  const list = value.map((each) => (each === null ? '' : secret(name, each)));
  if (list.every((each) => each === '')) {
    fail(name, `${SECRET}, at most one of them null`, value, ' without any secret');
  }
  return list;
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {string | Uint8Array}
 */
function secret(name, value) {
  const isGood = (typeof value === 'string' || isUint8Array(value)) && value.length > 0;
  return isGood ? value : fail(name, SECRET, value);
}

const STATUSES = "an array of status codes and classes, as in ['2xx', 409]";

/**
 * An array of HTTP status codes and classes of them, as in `[201, '4xx']`.
 * @type {NamedCheck<(string | number)[]>}
 */
const statuses = named([STATUSES], (name, value) =>
  Array.isArray(value) && value.every(isStatus) ? value : fail(name, STATUSES, value),
);

/** @param {any} each */
function isStatus(each) {
  return /^[2-5]xx$/.test(each) || (Number.isInteger(each) && each >= 200 && each <= 599);
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {RegExp}
 */
function regExp(name, value) {
  if (!isRegExp(value)) fail(name, 'a RegExp', value);
  if (value.global || value.sticky) fail(name, 'a RegExp without the flags g and y', value);
  return value;
}

module.exports = {
  HEADER_NAME,
  HOUR_S,
  YEAR_S,
  MAX_TIMER_MS,
  boolean,
  either,
  fail,
  func,
  integer,
  matching,
  methods,
  methodsOf,
  nonEmptyString,
  off,
  oneOf,
  regExp,
  seconds,
  secrets,
  serializer,
  statuses,
};
