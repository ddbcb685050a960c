'use strict';

const { types } = require('node:util');

const MAX_NODES = 1000;

/**
 * The first part of a value that JSON would change in kind: `{ path, kind }`, with the path as a JSON Pointer, or
 * undefined. A Date, which becomes its text, and an object with its own toJSON don't count. Looks at the first thousand
 * parts only.
 * @param {unknown} value
 */
function changedByJson(value) {
  const open = [['', value]];
  for (let seen = 0; seen < MAX_NODES && open.length > 0; seen++) {
    const [path, each] = /** @type {[string, any]} */ (open.pop());
    const kind = changedKind(each, path === '');
    if (kind !== undefined) return { path: path === '' ? '/' : path, kind };
    if (each === null || typeof each !== 'object' || ArrayBuffer.isView(each)) continue;
    if (typeof each.toJSON === 'function') continue;
    for (const name of Object.keys(each).slice(0, MAX_NODES).reverse()) {
      open.push([`${path}/${escaped(name)}`, each[name]]);
    }
  }
  return undefined;
}

/** @param {string} name */
function escaped(name) {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/**
 * The path of the first part of a value that holds itself, or undefined. Looks as far as changedByJson().
 * @param {unknown} value
 * @returns {string | undefined}
 */
function circleIn(value) {
  /** @type {unknown[]} */
  const ancestors = [];
  let left = MAX_NODES;
  /** @type {(each: any, path: string) => string | undefined} */
  const search = (each, path) => {
    if (each === null || typeof each !== 'object' || left-- <= 0) return undefined;
    if (ancestors.includes(each)) return path;
    ancestors.push(each);
    for (const name of Object.keys(each)) {
      const found = search(each[name], `${path}/${escaped(name)}`);
      if (found !== undefined) return found;
    }
    ancestors.pop();
    return undefined;
  };
  try {
    return search(value, '');
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} value
 * @param {boolean} isTop
 */
function changedKind(value, isTop) {
  switch (typeof value) {
    case 'bigint':
      return 'BigInt';
    case 'function':
      return 'function';
    case 'symbol':
      return 'symbol';
    case 'number':
      return Number.isFinite(value) ? undefined : `${value}`;
    case 'object':
      return value === null ? undefined : changedObject(value, isTop);
    default:
      return undefined;
  }
}

/** @type {Record<string, (value: unknown) => boolean>} */
const CHANGED = {
  Map: types.isMap,
  Set: types.isSet,
  RegExp: types.isRegExp,
  Error: types.isNativeError,
  Promise: types.isPromise,
  ArrayBuffer: types.isAnyArrayBuffer,
  'boxed primitive': types.isBoxedPrimitive,
};

/**
 * @param {any} value
 * @param {boolean} isTop
 * @returns {string | undefined}
 */
function changedObject(value, isTop) {
  if (ArrayBuffer.isView(value)) {
    return isTop && types.isUint8Array(value) ? undefined : value.constructor.name;
  }
  if (typeof value.toJSON === 'function') return undefined;
  return Object.keys(CHANGED).find((kind) => CHANGED[kind](value));
}

module.exports = { changedByJson, circleIn };
