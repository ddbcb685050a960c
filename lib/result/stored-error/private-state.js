'use strict';

const { isErrorPrototype, prototypesOf } = require('./is-error');

// Reads of private names as they are written, and as TypeScript, Babel and esbuild rewrite them.
const PRIVATE =
  /\.\s*#[\w$]|#[\w$]+\s+in\b|[Pp]rivate(Field|Method)?(Get|Set|In|LooseBase)\b|__private(Get|Set|In|Method|Add)\b/;

/**
 * Whether methods of a class use private names (`#left`), which an instance that is made without its constructor lacks: a call
 * of one would throw. Getters are not counted, since their values are kept.
 * @param {any} Class
 */
function hasPrivateMethods(Class) {
  return chainOf(Class.prototype).some((prototype) =>
    [...methodsOf(prototype), ...methodsOf(prototype.constructor)].some(usesPrivate),
  );
}

/**
 * The getters of an error's classes, `[name, getter]`.
 * @param {object} prototype
 * @returns {[name: string, getter: Function][]}
 */
function gettersOf(prototype) {
  return chainOf(prototype).flatMap((each) =>
    Object.entries(Object.getOwnPropertyDescriptors(each))
      .filter(([, { get }]) => get !== undefined)
      .map(([name, { get }]) => [name, /** @type {Function} */ (get)]),
  );
}

/**
 * From the class itself up to the prototypes above Error.
 * @param {object} prototype
 * @returns {any[]}
 */
function chainOf(prototype) {
  const all = [prototype, ...prototypesOf(prototype)];
  const end = all.findIndex(isErrorPrototype);
  return end === -1 ? [prototype] : all.slice(0, end);
}

/**
 * @param {object | undefined} object
 * @returns {Function[]}
 */
function methodsOf(object) {
  if (object === undefined || object === null) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(object))
    .filter(([name, { value }]) => typeof value === 'function' && name !== 'constructor')
    .map(([, { value }]) => value);
}

/** @param {Function} method */
function usesPrivate(method) {
  return PRIVATE.test(Function.prototype.toString.call(method));
}

module.exports = { gettersOf, hasPrivateMethods, usesPrivate };
