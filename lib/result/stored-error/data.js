'use strict';

const { types } = require('node:util');

const { isError } = require('./is-error');

const MAX_DEPTH = 32;

// Names of credentials, without dashes and capitals.
const CREDENTIALS = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'apikey',
  'xapikey',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'clientsecret',
  'secretkey',
  'privatekey',
]);

/** Thrown for a value that is no data. */
class NoData extends Error {}

/**
 * Whether a member of this name lets somebody in.
 * @param {string} name
 */
function isCredential(name) {
  return CREDENTIALS.has(name.replace(/[^A-Za-z0-9]/g, '').toLowerCase());
}

/**
 * A copy of the data in a value, as JSON holds it: text, numbers, true, false, null, and arrays and plain objects of
 * these. Throws a NoData for anything else, such as an error, a socket or a circle. With `instances`, instances of
 * classes count as data. With `credentials`, members named like one are kept. Without, their paths are added to `lost`.
 */
class DataCopier {
  #instances;
  #credentials;
  #lost;
  #open = new Set();

  /**
   * @param {{ instances: boolean, credentials: boolean }} options
   * @param {string[]} lost
   */
  constructor({ instances, credentials }, lost) {
    this.#instances = instances;
    this.#credentials = credentials;
    this.#lost = lost;
  }

  /**
   * `path` is the name of the member, for `lost`.
   * @param {unknown} value
   * @param {string} path
   * @returns {unknown}
   */
  copy(value, path) {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        if (Number.isFinite(value)) return value;
        throw new NoData();
      case 'object':
        return value === null ? null : this.#copyObject(value, path);
      default:
        throw new NoData();
    }
  }

  /**
   * @param {any} value
   * @param {string} path
   */
  #copyObject(value, path) {
    if (this.#open.has(value) || this.#open.size >= MAX_DEPTH || isError(value)) throw new NoData();
    this.#open.add(value);
    const copied = this.#copyParts(value, path);
    this.#open.delete(value);
    return copied;
  }

  /**
   * @param {any} value
   * @param {string} path
   * @returns {unknown}
   */
  #copyParts(value, path) {
    if (Array.isArray(value)) return value.map((each) => this.#copyItem(each, path));
    if (typeof value.toJSON === 'function') return this.copy(value.toJSON(), path);
    if (!this.#isData(value)) throw new NoData();
    const copied = Object.create(null);
    for (const name of Object.keys(value)) {
      const each = value[name];
      // As JSON leaves them out.
      if (each === undefined || typeof each === 'function' || typeof each === 'symbol') continue;
      if (!this.#credentials && isCredential(name)) this.#lost.push(`${path}.${name}`);
      else copied[name] = this.copy(each, `${path}.${name}`);
    }
    return copied;
  }

  /**
   * @param {unknown} value
   * @param {string} path
   */
  #copyItem(value, path) {
    return value === undefined ? null : this.copy(value, path);
  }

  /** @param {object} value */
  #isData(value) {
    if (isPlain(value)) return true;
    return this.#instances && !isContainer(value);
  }
}

/**
 * Of whatever realm.
 * @param {object} value
 */
function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.hasOwn(prototype, 'isPrototypeOf');
}

/**
 * Objects with content outside of their members, so that JSON makes `{}` of them.
 * @param {object} value
 */
function isContainer(value) {
  return (
    ArrayBuffer.isView(value) ||
    [types.isMap, types.isSet, types.isRegExp, types.isPromise, types.isAnyArrayBuffer].some((is) =>
      is(value),
    )
  );
}

module.exports = { DataCopier, isCredential };
