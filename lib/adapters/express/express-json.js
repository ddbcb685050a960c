'use strict';

/** @import { ExpressResponse } from './express' */

// Of Express 4 and 5.
const EXPRESS_JSON =
  /^function json\(obj\) \{[^]*\bstringify\((?:obj|val), replacer, spaces, escape\)[^]*\breturn this\.send\(body\);?\s*\}$/;

/** @type {WeakMap<Function, boolean>} */
const known = new WeakMap();

/**
 * Whether `res.json(value)` does nothing but res.send(JSON.stringify(value)) with its content type: it is Express's own function,
 * and the app has none of the settings that change the text. Tracers and middleware put functions of their own in its place.
 * @param {ExpressResponse} res
 */
function sendsPlainJson(res) {
  const { json } = res;
  return typeof json === 'function' && isOfExpress(json) && hasPlainSettings(res.app?.settings);
}

/** @param {Function} json */
function isOfExpress(json) {
  let isOwn = known.get(json);
  if (isOwn === undefined) {
    isOwn = EXPRESS_JSON.test(Function.prototype.toString.call(json));
    known.set(json, isOwn);
  }
  return isOwn;
}

/**
 * A mounted app inherits those of its parent.
 * @param {Record<string, unknown> | undefined} settings
 */
function hasPlainSettings(settings) {
  return (
    typeof settings === 'object' &&
    settings !== null &&
    settings['json replacer'] === undefined &&
    settings['json spaces'] === undefined &&
    !settings['json escape']
  );
}

module.exports = { sendsPlainJson };
