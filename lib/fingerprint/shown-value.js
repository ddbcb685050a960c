'use strict';

const { Buffer } = require('node:buffer');
const { types } = require('node:util');

const { hidesState } = require('./hidden-state');
const { helpOf } = require('../util/help');
const { OPTION_CODES } = require('../util/option-error');
const { MAX_DEPTH, isPlainJson, isPlainObject } = require('../util/plain-json');

// No name of a member begins with it: those that do get a second one.
const MARK = '\0';

/** A value with a part that neither JSON nor this package can show. */
class HiddenPart extends TypeError {
  /**
   * `path`: a JSON Pointer, '' for the value itself.
   * @param {string} kind
   * @param {string} path
   */
  constructor(kind, path) {
    const found = path === '' ? kind : `${kind} at ${path}`;
    super(
      `onceonly: the body must be plain data, or its class must have a toJSON() (received a ${found}).`,
    );
    this.kind = kind;
    this.path = path;
    this.code = OPTION_CODES.incomparable;
    this.help = helpOf('errors', this.code);
  }
}

/**
 * A value with all parts that JSON would hide: `{ tree, isMarked }`. The result of a `toJSON` takes the place of its
 * object. Maps, sets, forms, bytes, regular expressions and numbers that are not finite become objects with a marked
 * name. `isMarked` tells that there is one, so no plain body can be taken for it.
 *
 * `symbols`: members named by symbols are refused. Otherwise they do not count. Throws HiddenPart for a value that
 * cannot be shown, RangeError for more than 128 levels.
 * @param {unknown} value
 * @param {boolean} [symbols]
 */
function shownValue(value, symbols = true) {
  const shower = new Shower(symbols);
  return { tree: shower.show(value, '', '', 0), isMarked: shower.isMarked };
}

class Shower {
  isMarked = false;
  #symbols;

  /** @param {boolean} symbols */
  constructor(symbols) {
    this.#symbols = symbols;
  }

  /**
   * @param {any} given
   * @param {string} name
   * @param {string} path
   * @param {number} depth
   * @returns {unknown}
   */
  show(given, name, path, depth) {
    const value = typeof given?.toJSON === 'function' ? given.toJSON(name) : given;
    switch (typeof value) {
      case 'number':
        return Number.isFinite(value) ? value : this.#marked('number', `${value}`);
      case 'bigint':
      case 'symbol':
      case 'function':
        throw new HiddenPart(kindOf(value), path);
      case 'object':
        if (value === null) return value;
        if (depth === MAX_DEPTH) throw new RangeError('onceonly: a body is nested too deeply');
        return this.#object(value, path, depth + 1);
      default:
        return value;
    }
  }

  /**
   * @param {object} value
   * @param {string} path
   * @param {number} depth
   */
  #object(value, path, depth) {
    if (Array.isArray(value)) {
      // The result of a Buffer's toJSON() may have a million items.
      if (value.every(isPlainScalar)) return value;
      return Array.from(value, (each, i) => this.show(each, `${i}`, `${path}/${i}`, depth));
    }
    if (isPlainObject(value)) {
      if (this.#symbols) refuseSymbols(value, path);
      return this.#members(value, path, depth);
    }
    return this.#known(value, path, depth) ?? this.#instance(value, path, depth);
  }

  /**
   * @param {any} value
   * @param {string} path
   * @param {number} depth
   */
  #known(value, path, depth) {
    const inside = (/** @type {unknown} */ each, /** @type {number} */ i) =>
      this.show(each, `${i}`, `${path}/${i}`, depth);
    if (types.isMap(value)) {
      const entries = Array.from(value, (pair, i) =>
        pair.map((/** @type {unknown} */ each) => inside(each, i)),
      );
      return this.#marked('Map', inOneOrder(entries));
    }
    if (types.isSet(value)) return this.#marked('Set', inOneOrder(Array.from(value, inside)));
    if (isForm(value)) {
      const pairs = [...value.entries()].map(
        (/** @type {[string, unknown]} */ [field, each], /** @type {number} */ i) => [
          field,
          inside(each, i),
        ],
      );
      return this.#marked(kindOf(value), pairs);
    }
    if (types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) {
      return this.#marked(kindOf(value), bytesOf(value).toString('base64'));
    }
    if (types.isRegExp(value)) return this.#marked('RegExp', `${value}`);
    return undefined;
  }

  /**
   * @param {any} value
   * @param {string} path
   * @param {number} depth
   */
  #instance(value, path, depth) {
    if (types.isNumberObject(value)) return this.show(Number(value), '', path, depth);
    if (types.isStringObject(value)) return String(value);
    if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value);
    if (types.isNativeError(value) || hidesState(value)) throw new HiddenPart(kindOf(value), path);
    return this.#members(value, path, depth);
  }

  /**
   * Without a prototype `__proto__` is a member like any other.
   * @param {any} value
   * @param {string} path
   * @param {number} depth
   */
  #members(value, path, depth) {
    const shown = Object.create(null);
    for (const name of Object.keys(value)) {
      const part = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      shown[this.#escaped(name)] = this.show(value[name], name, part, depth);
    }
    return shown;
  }

  /** @param {string} name */
  #escaped(name) {
    if (!name.startsWith(MARK)) return name;
    this.isMarked = true;
    return MARK + name;
  }

  /**
   * @param {string} kind
   * @param {unknown} content
   */
  #marked(kind, content) {
    this.isMarked = true;
    return { [MARK + kind]: content };
  }
}

/** @param {unknown} value */
function isPlainScalar(value) {
  return (typeof value !== 'object' || value === null) && isPlainJson(value);
}

/**
 * @param {object} object
 * @param {string} path
 */
function refuseSymbols(object, path) {
  const [symbol] = Object.getOwnPropertySymbols(object);
  if (symbol !== undefined) throw new HiddenPart(`member named ${String(symbol)}`, path);
}

/**
 * Those of this realm and of another one; both keep their pairs in order.
 * @param {any} value
 */
function isForm(value) {
  return /^(?:URLSearchParams|FormData)$/.test(tagOf(value)) && typeof value.entries === 'function';
}

/**
 * The order in which a map or a set was filled does not count.
 * @param {unknown[]} list
 */
function inOneOrder(list) {
  const texts = list.map((each) => JSON.stringify(each) ?? 'null');
  return texts.sort().map((text) => JSON.parse(text));
}

/** @param {any} value */
function bytesOf(value) {
  if (!ArrayBuffer.isView(value)) return Buffer.from(value);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

/** @param {unknown} value */
function tagOf(value) {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function kindOf(value) {
  if (typeof value !== 'object') return typeof value;
  const tag = tagOf(value);
  if (tag !== 'Object') return tag;
  const { constructor } = /** @type {object} */ (value);
  return typeof constructor === 'function' && constructor.name
    ? constructor.name
    : 'class instance';
}

module.exports = { HiddenPart, shownValue };
