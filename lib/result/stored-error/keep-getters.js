'use strict';

const { DataCopier } = require('./data');
const { gettersOf, usesPrivate } = require('./private-state');
const { madeOf } = require('./put-together');

/** @import { Classes } from './error-classes' */
/** @import { Fields } from './take-apart' */

/**
 * Adds to `fields.seen` the values of those getters of an error's class that an error made of `fields` would not give, since
 * they read private members. Gives false where one of them would throw and its value is no data.
 * @param {object} error
 * @param {Fields} fields
 * @param {Classes | undefined} errorClasses
 * @returns {boolean}
 */
function keepGetters(error, fields, errorClasses) {
  const again = madeOf(JSON.parse(JSON.stringify(fields)), { errorClasses });
  return gettersOf(Object.getPrototypeOf(again)).every(([name, getter]) =>
    keepGetter(error, again, fields, name, getter),
  );
}

/**
 * @param {object} error
 * @param {object} again
 * @param {Fields} fields
 * @param {string} name
 * @param {Function} getter
 * @returns {boolean}
 */
function keepGetter(error, again, { seen }, name, getter) {
  const value = read(error, name);
  if (isSame(read(again, name), value)) return true;
  try {
    seen[name] = new DataCopier({ instances: true, credentials: true }, []).copy(value, name);
    return true;
  } catch {
    return !usesPrivate(getter);
  }
}

/**
 * @param {unknown} one
 * @param {unknown} other
 */
function isSame(one, other) {
  return one === other || (one !== FAILED && JSON.stringify(one) === JSON.stringify(other));
}

const FAILED = Symbol('the getter has thrown');

/**
 * @param {any} error
 * @param {string} name
 */
function read(error, name) {
  try {
    return error[name];
  } catch {
    return FAILED;
  }
}

module.exports = { keepGetters };
