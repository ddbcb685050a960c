'use strict';

const { isRegExp, isUint8Array } = require('node:util/types');

// Each check gives the value as the package uses it, or throws a TypeError or RangeError that names the option.

const HOUR_S = 3600;
const YEAR_S = 366 * 24 * HOUR_S;
const MAX_TIMER_MS = 2 ** 31 - 1;

function fail(name, wanted, value) {
  throw new TypeError(`onceonly: option \`${name}\` is ${wanted}, not ${describe(value)}`);
}

/** The same for a value that may be a secret or an address: only its type is told. */
function failHidden(name, wanted, value) {
  const what = value === '' ? 'an empty string' : describeType(value);
  throw new TypeError(`onceonly: option \`${name}\` is ${wanted}, not ${what}`);
}

// A value that may be a secret is never shown: its type is.
function describe(value) {
  if (value === null || value === undefined || typeof value === 'boolean') return `${value}`;
  if (typeof value === 'number') return `${value}`;
  return describeType(value);
}

function describeType(value) {
  if (value === null || value === undefined) return `${value}`;
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}

/** Seconds, as in Redis EX; fractions are kept as whole milliseconds. */
function seconds(maximum, minimum = 0.001) {
  return (name, value) => {
    if (typeof value !== 'number' || Number.isNaN(value)) fail(name, 'a number of seconds', value);
    if (value < minimum) throw new RangeError(`onceonly: option \`${name}\` is too small`);
    if (value > maximum) {
      throw new RangeError(
        `onceonly: option \`${name}\` is ${value}, more than ${maximum} seconds; is it in seconds?`,
      );
    }
    return Math.max(1, Math.round(value * 1000));
  };
}

function integer(minimum, maximum = Number.MAX_SAFE_INTEGER) {
  return (name, value) => {
    if (!Number.isSafeInteger(value)) fail(name, 'a whole number', value);
    if (value < minimum || value > maximum) {
      throw new RangeError(
        `onceonly: option \`${name}\` is ${value}, not ${minimum} to ${maximum}`,
      );
    }
    return value;
  };
}

function boolean(name, value) {
  return typeof value === 'boolean' ? value : fail(name, 'true or false', value);
}

/** false as the only value: the option is turned off on purpose. */
function off(name, value) {
  return value === false ? value : fail(name, 'false', value);
}

function func(name, value) {
  return typeof value === 'function' ? value : fail(name, 'a function', value);
}

/** An object with these methods. */
function methodsOf(...names) {
  return (name, value) => {
    if (names.every((each) => typeof value?.[each] === 'function')) return value;
    return fail(name, `an object with the methods ${names.join(', ')}`, value);
  };
}

/** What makes the stored bytes. `acceptPlain`, if it is there, is true or false. */
function serializer(name, value) {
  methodsOf('serialize', 'deserialize')(name, value);
  if (value.acceptPlain !== undefined) boolean(`${name}.acceptPlain`, value.acceptPlain);
  return value;
}

function oneOf(...allowed) {
  return (name, value) => {
    if (allowed.includes(value)) return value;
    const shown = allowed.map((each) => (typeof each === 'string' ? `'${each}'` : `${each}`));
    return fail(name, shown.join(' or '), value);
  };
}

function matching(pattern, wanted) {
  return (name, value) =>
    typeof value === 'string' && pattern.test(value) ? value : fail(name, wanted, value);
}

function nonEmptyString(name, value) {
  return typeof value === 'string' && value !== '' && value.isWellFormed()
    ? value
    : fail(name, 'a non-empty, well-formed string', value);
}

/** The first check that takes the value wins; the last one's error is thrown. */
function either(...checks) {
  return (name, value) => {
    for (const check of checks.slice(0, -1)) {
      try {
        return check(name, value);
      } catch {
        continue;
      }
    }
    return checks.at(-1)(name, value);
  };
}

function methods(name, value) {
  const wanted = 'an array of HTTP method names';
  if (!Array.isArray(value)) fail(name, wanted, value);
  for (const each of value) {
    if (typeof each !== 'string' || !/^[A-Za-z-]+$/.test(each)) fail(name, wanted, each);
  }
  return value.map((each) => each.toUpperCase());
}

const SECRET = 'a non-empty string or Buffer, or [current, other] of them';

/**
 * One secret or `[current, other]`, each a non-empty string or Buffer, one of the two null for "none". Gives `[current]`
 * or `[current, other]`, '' for none. What is refused may be a secret that is written wrong: its type is shown.
 */
function secrets(name, value) {
  if (!Array.isArray(value)) return [secret(name, value)];
  if (value.length < 1 || value.length > 2) {
    throw new TypeError(
      `onceonly: option \`${name}\` is ${SECRET}, not an array of ${value.length}. ` +
        'Finish one change of the secret before you begin the next one.',
    );
  }
  const list = value.map((each) => (each === null ? '' : secret(name, each)));
  if (list.every((each) => each === '')) fail(name, `${SECRET}, at most one of them null`, value);
  return list;
}

function secret(name, value) {
  const isGood = (typeof value === 'string' || isUint8Array(value)) && value.length > 0;
  return isGood ? value : failHidden(name, SECRET, value);
}

/** An array of HTTP status codes and classes of them, as in `[201, '4xx']`. */
function statuses(name, value) {
  const wanted = "a function or an array of status codes and classes, as in ['2xx', 409]";
  const isStatus = (each) =>
    /^[2-5]xx$/.test(each) || (Number.isInteger(each) && each >= 200 && each <= 599);
  return Array.isArray(value) && value.every(isStatus) ? value : fail(name, wanted, value);
}

function regExp(name, value) {
  if (!isRegExp(value)) fail(name, 'a RegExp', value);
  if (value.global || value.sticky) fail(name, 'a RegExp without the flags g and y', value);
  return value;
}

module.exports = {
  HOUR_S,
  YEAR_S,
  MAX_TIMER_MS,
  boolean,
  either,
  fail,
  failHidden,
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
