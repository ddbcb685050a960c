'use strict';

const { newBase } = require('./bases');
const { FAMILIES, hide } = require('./families');
const { isError } = require('./is-error');

/** @import { Fields, ErrorSettings } from './take-apart' */

/**
 * The error again that `takeApart` has taken apart, marked `cached`: of the app's own class if `errorSerializer` or
 * `errorClasses` knows it, else of the language's class that is nearest. No constructor of the app's is called.
 * @param {Fields} fields
 * @param {ErrorSettings} settings
 */
function errorOf(fields, settings) {
  const error = revived(fields, settings);
  // Not listed, so that an answer made of the error's members is the same as the first one.
  hide(error, 'cached', true);
  return error;
}

/**
 * @param {Fields} fields
 * @param {ErrorSettings} settings
 */
function revived(fields, settings) {
  const { custom } = fields;
  if (custom !== undefined && settings.errorSerializer !== undefined) {
    const error = settings.errorSerializer.deserialize(custom);
    if (isError(error)) return error;
  }
  return madeOf(fields, settings);
}

/**
 * The same without `errorSerializer`.
 * @param {Fields} fields
 * @param {ErrorSettings} settings
 */
function madeOf(fields, settings) {
  const { own = {}, seen = {}, base, cause, family } = fields;
  const error = bare(fields, settings);
  const Class = settings.errorClasses?.get(fields.class);
  if (Class !== undefined) takeClass(error, Class, fields);
  if (cause !== undefined) {
    hide(error, 'cause', cause.error ? revived(cause.error, settings) : cause.value);
  }
  for (const [name, value] of Object.entries(own)) list(error, name, value);
  for (const [name, value] of Object.entries(seen)) {
    if (!has(error, name, value)) hide(error, name, value);
  }
  if (Class === undefined && family !== undefined) FAMILIES[family]?.revive?.(error);
  // That of the first run is not kept, and this one would say nothing of it.
  hide(
    error,
    'stack',
    `${own.name ?? seen.name ?? base ?? 'Error'}: ${own.message ?? seen.message ?? ''}`,
  );
  return error;
}

/**
 * @param {Fields} fields
 * @param {ErrorSettings} settings
 */
function bare({ base, seen = {}, nested = {} }, settings) {
  /** @type {[name: string, errors: any[]][]} */
  const errors = Object.entries(nested).map(([name, each]) => [
    name,
    each.map((one) => revived(one, settings)),
  ]);
  const error = newBase(base, { ...seen, errors: Object.fromEntries(errors).errors });
  for (const [name, each] of errors) {
    if (base !== 'AggregateError' || name !== 'errors') list(error, name, each);
  }
  return error;
}

/**
 * Native errors stay native when their prototype changes. The classes of zod 4 have an initialiser of their own for that.
 * @param {object} error
 * @param {any} Class
 * @param {Fields} fields
 */
function takeClass(error, Class, { family, seen }) {
  if (family === 'zod4' && typeof Class.init === 'function') {
    Object.setPrototypeOf(error, Object.create(Object.getPrototypeOf(error)));
    Class.init(error, seen.issues);
    return;
  }
  Object.setPrototypeOf(error, Class.prototype);
}

/**
 * A getter reads a private member that is missing here, so the stored value takes its place.
 * @param {any} error
 * @param {string} name
 * @param {unknown} value
 */
function has(error, name, value) {
  try {
    return error[name] === value || JSON.stringify(error[name]) === JSON.stringify(value);
  } catch {
    return false;
  }
}

/**
 * @param {object} error
 * @param {string} name
 * @param {unknown} value
 */
function list(error, name, value) {
  Object.defineProperty(error, name, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

module.exports = { errorOf, madeOf };
