'use strict';

const { types } = require('node:util');

/**
 * Whether a value is an error, of whatever realm: under Jest, or in another vm context, the errors that Node itself makes are
 * no `instanceof Error`. A DOMException is one too, which Node 20 and 22 do not count as native.
 * @param {unknown} value
 * @returns {value is Error}
 */
function isError(value) {
  if (types.isNativeError(value)) return true;
  return value !== null && typeof value === 'object' && prototypesOf(value).some(isErrorPrototype);
}

/**
 * The prototypes of an object, the nearest first.
 * @param {object} value
 * @returns {any[]}
 */
function prototypesOf(value) {
  const prototypes = [];
  for (let each = Object.getPrototypeOf(value); each !== null; each = Object.getPrototypeOf(each)) {
    prototypes.push(each);
  }
  return prototypes;
}

/**
 * Whether it is Error.prototype, of whatever realm.
 * @param {object} object
 */
function isErrorPrototype(object) {
  return (
    Object.hasOwn(object, 'toString') &&
    Object.hasOwn(object, 'message') &&
    nameOfClass(object) === 'Error'
  );
}

/**
 * The name of the class that a prototype is of, or ''.
 * @param {object} prototype
 * @returns {string}
 */
function nameOfClass(prototype) {
  const found = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof found === 'function' && typeof found.name === 'string' ? found.name : '';
}

module.exports = { isError, isErrorPrototype, nameOfClass, prototypesOf };
