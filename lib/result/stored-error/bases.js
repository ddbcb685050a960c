'use strict';

const { nameOfClass } = require('./is-error');

/**
 * The language's own classes, and the one of the web.
 * @type {Record<string, any>}
 */
const BASES = {
  __proto__: null,
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  URIError,
  EvalError,
  AggregateError,
  DOMException: globalThis.DOMException ?? Error,
};

const NATIVE = '[native code]';

/**
 * Whether a prototype is that of one of these classes, of whatever realm.
 * @param {object} prototype
 */
function isBase(prototype) {
  const name = nameOfClass(prototype);
  if (!(name in BASES)) return false;
  // Node's DOMException is written in JavaScript.
  return (
    name === 'DOMException' ||
    `${Function.prototype.toString.call(prototype.constructor)}`.includes(NATIVE)
  );
}

/**
 * A new error of such a class, without a message but where it cannot be given one later.
 * @param {string | undefined} base
 * @param {{ message?: string, name?: string, errors?: Error[] }} fields
 * @returns {any}
 */
function newBase(base, { message, name, errors = [] }) {
  if (base === 'AggregateError') return new AggregateError(errors);
  const Base = BASES[base ?? 'Error'] ?? Error;
  return base === 'DOMException' ? new Base(message, /** @type {any} */ (name)) : new Base();
}

module.exports = { isBase, newBase };
