'use strict';

const { usesPrivate } = require('../result/stored-error/private-state');
const { isObjectPrototype } = require('../util/plain-json');

const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;
// State beside the object, by hand or as compilers wrote private names for older engines.
const KEPT_BESIDE = /\.(?:set|add)\(this\b/;

/** @type {WeakMap<object, { always: boolean, ifEmpty: boolean }>} */
const hidingClasses = new WeakMap();

/**
 * Whether an instance of a class may hold more than its own members with text names. Signs are private names, members
 * named by symbols, inherited data, state in the engine, or no members of its own beside accessors or a tag.
 * @param {object} instance
 */
function hidesState(instance) {
  if (Object.getOwnPropertySymbols(instance).length > 0) return true;
  const isEmpty = Object.keys(instance).length === 0;
  let prototype = Object.getPrototypeOf(instance);
  while (prototype !== null && !isObjectPrototype(prototype)) {
    const { always, ifEmpty } = hidden(prototype);
    if (always || (isEmpty && ifEmpty)) return true;
    prototype = Object.getPrototypeOf(prototype);
  }
  return false;
}

/** @param {object} prototype */
function hidden(prototype) {
  let found = hidingClasses.get(prototype);
  if (found === undefined) {
    const members = Object.values(Object.getOwnPropertyDescriptors(prototype));
    found = {
      always: sourceHides(prototype) || members.some(isData),
      ifEmpty:
        Object.hasOwn(prototype, Symbol.toStringTag) ||
        members.some(({ get }) => get !== undefined),
    };
    hidingClasses.set(prototype, found);
  }
  return found;
}

/** @param {PropertyDescriptor} member */
function isData({ enumerable, value }) {
  return enumerable === true && value !== undefined && typeof value !== 'function';
}

/** @param {object} prototype */
function sourceHides(prototype) {
  const maker = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof maker !== 'function') return false;
  const source = Function.prototype.toString.call(maker);
  return NATIVE.test(source) || KEPT_BESIDE.test(source) || usesPrivate(maker);
}

module.exports = { hidesState };
