'use strict';

const { types } = require('node:util');

const { CODES, IdempotencyError } = require('../../errors/idempotency-error');
const { nameOfClass, prototypesOf } = require('./is-error');

/**
 * The errors of one package. Its members are explained at FAMILIES.
 * @typedef {object} Family
 * @property {(error: any) => boolean} is
 * @property {string[]} hidden
 * @property {string[]} own
 * @property {string[]} ignored
 * @property {boolean} isTold
 * @property {string[]} without
 * @property {(error: any) => void} [revive]
 */

const isFunction = (/** @type {unknown} */ value) => typeof value === 'function';

/**
 * Defines a member that is not listed, as those of a class are not.
 * @param {object} error
 * @param {string} name
 * @param {unknown} value
 */
function hide(error, name, value) {
  Object.defineProperty(error, name, {
    value,
    enumerable: false,
    writable: true,
    configurable: true,
  });
}

/**
 * Classes of packages whose errors are known by their shape, so that the app need not name them. - `hidden`: members
 * that are kept although they are not enumerable. - `own`: members that are kept although others of that name are not.
 * - `ignored`: members that nobody misses. - `revive` adds the parts that the package's own code looks at to an error
 * made of the kept members. If the package then takes it for one of its own, `isTold` is true, and `without` names the
 * parts that are still missing.
 * @type {Record<string, Family>}
 */
const FAMILIES = {
  // @ts-expect-error A literal has a prototype to its type.
  __proto__: null,

  // zod 4: instanceof looks at the traits.
  zod4: {
    is: (error) => types.isSet(error._zod?.traits) && Array.isArray(error.issues),
    hidden: ['issues'],
    own: [],
    ignored: [],
    isTold: true,
    without: ['flatten()', 'format()'],
    revive(error) {
      hide(error, '_zod', { def: error.issues, traits: new Set(['$ZodError', 'ZodError']) });
      hide(error, 'isEmpty', error.issues.length === 0);
    },
  },

  // zod 3: a class like any other, with two functions on each error.
  zod3: {
    is: (error) => error.name === 'ZodError' && Array.isArray(error.issues),
    hidden: [],
    own: [],
    ignored: ['addIssue', 'addIssues'],
    isTold: false,
    without: [],
  },

  // NestJS: without its class the exception filter takes it for an error of http-errors.
  nest: {
    is: (error) =>
      isFunction(error.getStatus) && isFunction(error.getResponse) && 'response' in error,
    hidden: [],
    own: ['response'],
    ignored: ['options'],
    isTold: false,
    without: [],
    revive(error) {
      const { status, response } = error;
      hide(error, 'getStatus', () => status);
      hide(error, 'getResponse', () => response);
      hide(error, 'statusCode', status);
      hide(error, 'expose', true);
    },
  },

  // http-errors: its own isHttpError() looks at these members, which are kept of every error.
  http: {
    is: (error) => prototypesOf(error).some((each) => nameOfClass(each) === 'HttpError'),
    hidden: [],
    own: [],
    ignored: [],
    isTold: true,
    without: [],
  },

  // Our own, of whatever copy of the package.
  ours: {
    is: (error) => error.name === 'IdempotencyError' && Object.hasOwn(CODES, error.code),
    hidden: [],
    own: [],
    ignored: [],
    isTold: true,
    without: [],
    revive: (error) => Object.setPrototypeOf(error, IdempotencyError.prototype),
  },
};

const ORDER = ['ours', 'zod4', 'zod3', 'nest', 'http'];

/**
 * The name of the family that an error is of, or undefined.
 * @param {object} error
 */
function familyOf(error) {
  return ORDER.find((name) => looksLike(FAMILIES[name], error));
}

/**
 * @param {Family} family
 * @param {object} error
 */
function looksLike(family, error) {
  try {
    return family.is(error);
  } catch {
    return false;
  }
}

module.exports = { FAMILIES, familyOf, hide };
