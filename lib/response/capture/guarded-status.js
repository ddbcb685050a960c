'use strict';

const FIELDS = ['statusCode', 'statusMessage'];

/**
 * Has `statusCode` and `statusMessage` of a response change only where `mayChange()` is true: to set them is no call.
 * @param {object} res
 * @param {() => boolean} mayChange
 */
function guardStatus(res, mayChange) {
  for (const name of FIELDS) {
    const { get, set } = accessorOf(res, name);
    Object.defineProperty(res, name, {
      get,
      set(value) {
        if (mayChange()) set.call(res, value);
      },
      configurable: true,
      enumerable: true,
    });
  }
}

/**
 * HTTP/2 has accessors, behind which Node keeps the values.
 * @param {any} res
 * @param {string} name
 * @returns {{ get: () => unknown, set: (value: unknown) => void }}
 */
function accessorOf(res, name) {
  const { get, set } = descriptorOf(res, name) ?? {};
  if (get !== undefined && set !== undefined) return { get, set };
  let value = res[name];
  return {
    get: () => value,
    set(given) {
      value = given;
    },
  };
}

/**
 * @param {object | null} object
 * @param {string} name
 * @returns {PropertyDescriptor | undefined}
 */
function descriptorOf(object, name) {
  if (object === null) return undefined;
  const own = Object.getOwnPropertyDescriptor(object, name);
  return own ?? descriptorOf(Object.getPrototypeOf(object), name);
}

module.exports = { guardStatus };
