'use strict';

const { optionError } = require('../../util/option-error');
const { isBase } = require('./bases');
const { isErrorPrototype, prototypesOf } = require('./is-error');
const { hasPrivateMethods } = require('./private-state');

// A minifier gives classes names of one or two letters, other ones in the next build: an error that was stored under the
// name of one class would come back as another.
const SHORTEST_NAME = 3;
const WANTED =
  'an array of error classes, or an object of them by the name under which they are stored';

/** @typedef {ErrorClasses} Classes */

/**
 * The class of an error that the app has named.
 * @typedef {object} ClassMatch
 * @property {string} name  Name under which it is stored.
 * @property {boolean} isExact  Whether it is the class itself, and not one above it.
 * @property {boolean} isFaithful  Whether an error comes back with all that its methods need.
 */

/** The classes of the app's errors that `errorClasses` names, by the names under which they are stored. */
class ErrorClasses {
  #byName;
  #unfaithful;

  /**
   * `byName`: a Map of checked classes.
   * @param {Map<string, any>} byName
   */
  constructor(byName) {
    this.#byName = byName;
    const known = [...byName].filter(([, Class]) => hasPrivateMethods(Class));
    this.#unfaithful = new Set(known.map(([name]) => name));
  }

  /**
   * The name of the nearest class of an error that is named, `{ name, isExact, isFaithful }`, or undefined.
   * @param {object} error
   * @returns {ClassMatch | undefined}
   */
  nearest(error) {
    const prototypes = prototypesOf(error);
    for (const prototype of prototypes) {
      for (const [name, Class] of this.#byName) {
        if (Class.prototype !== prototype) continue;
        return {
          name,
          isExact: prototype === prototypes[0],
          isFaithful: !this.#unfaithful.has(name),
        };
      }
    }
    return this.#byInstanceOf(error);
  }

  /**
   * Classes with their own `Symbol.hasInstance`, such as those of zod 4.
   * @param {object} error
   */
  #byInstanceOf(error) {
    for (const [name, Class] of this.#byName) {
      if (Object.hasOwn(Class, Symbol.hasInstance) && isInstance(error, Class)) {
        return { name, isExact: true, isFaithful: true };
      }
    }
    return undefined;
  }

  /** @param {string | undefined} name */
  get(name = '') {
    return this.#byName.get(name);
  }
}

/**
 * @param {object} error
 * @param {any} Class
 */
function isInstance(error, Class) {
  try {
    return error instanceof Class;
  } catch {
    return false;
  }
}

/**
 * Checks the `errorClasses` option: TypeError for anything but distinct error classes with names that last.
 * @param {string} option
 * @param {any} value
 */
function errorClasses(option, value) {
  const isList = Array.isArray(value);
  if (!isList && (value === null || typeof value !== 'object')) refuse(option, `must be ${WANTED}`);
  const entries = isList ? value.map((each) => [each?.name, each]) : Object.entries(value);
  const byName = new Map();
  for (const [name, Class] of entries) {
    checkClass(option, name, Class);
    if (isList) checkName(option, name);
    if (byName.has(name)) refuse(option, `must not have two classes named ${name}. ${GIVE_NAMES}`);
    byName.set(name, Class);
  }
  return new ErrorClasses(byName);
}

const GIVE_NAMES = 'Give each a name of its own that lasts, as in { NotEnoughStock, GatewayDown }';

/**
 * @param {string} option
 * @param {string} name
 * @param {any} Class
 */
function checkClass(option, name, Class) {
  const shown = typeof name === 'string' && name !== '' ? name : 'a value';
  if (typeof Class !== 'function' || !isErrorClass(Class)) {
    refuse(option, `must be ${WANTED} (received ${shown}, which is no error class)`);
  }
  if (isBase(Class.prototype)) {
    refuse(
      option,
      `must not name ${shown}, which is kept without it. Name the classes of your own`,
    );
  }
}

/**
 * @param {string} option
 * @param {string} name
 */
function checkName(option, name) {
  if (typeof name === 'string' && name.length >= SHORTEST_NAME) return;
  refuse(
    option,
    `must not have a class without a name, or with one that a minifier has made. ${GIVE_NAMES}`,
  );
}

/** @param {any} Class */
function isErrorClass(Class) {
  if (Object.hasOwn(Class, Symbol.hasInstance)) return true;
  const { prototype } = Class;
  if (prototype === null || typeof prototype !== 'object') return false;
  return [prototype, ...prototypesOf(prototype)].some(isErrorPrototype);
}

/**
 * @param {string} option
 * @param {string} what
 * @returns {never}
 */
function refuse(option, what) {
  throw optionError('value', `option \`${option}\` ${what}`);
}

module.exports = { ErrorClasses, errorClasses };
