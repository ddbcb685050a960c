'use strict';

/**
 * The members of an options object, as a plain object: its own, and for an instance of a class also the getters and
 * fields of its prototypes. A spread would leave those out, and no given option may be ignored. Methods are not
 * options.
 * @param {object} object
 * @returns {Record<string, any>}
 */
function membersOf(object) {
  /** @type {Record<string, unknown>} */
  const members = {};
  for (const name of namesOf(object)) members[name] = /** @type {any} */ (object)[name];
  return members;
}

/**
 * Whether an object is a literal, or one without a prototype, of any realm.
 * @param {object} object
 */
function isPlain(object) {
  const prototype = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** @param {object} object */
function namesOf(object) {
  const names = new Set(Object.keys(object));
  if (isPlain(object)) return names;
  // The last prototype is Object's own.
  for (
    let each = object;
    Object.getPrototypeOf(each) !== null;
    each = Object.getPrototypeOf(each)
  ) {
    for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(each))) {
      if (member.get !== undefined || (member.enumerable && typeof member.value !== 'function'))
        names.add(name);
    }
  }
  return names;
}

module.exports = { isPlain, membersOf };
