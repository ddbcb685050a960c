'use strict';

/**
 * What an options object says, as a plain object: its own members and, of an object of some class, the getters and the
 * fields of its prototypes. A spread would leave those of a prototype out, and an option that is given is never without
 * effect. Methods are no options.
 */
function membersOf(object) {
  const members = {};
  for (const name of namesOf(object)) members[name] = object[name];
  return members;
}

/** Whether an object is a literal, or one without a prototype, of any realm. */
function isPlain(object) {
  const prototype = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

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
