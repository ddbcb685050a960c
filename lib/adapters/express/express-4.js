'use strict';

const { warnOnce } = require('../../observe/warnings');

/** @import { ExpressRequest, Middleware } from './express' */

/**
 * A layer of Express's router: one handler of a route.
 * @typedef {object} Layer
 * @property {string} [method]  In small letters. Express 5 leaves it out for `all()`.
 * @property {Function} handle
 */

// Of the functions that asyncRoute() gives, whichever copy of the package made them.
const WRAPPED = Symbol.for('onceonly.asyncRoute');
/** @type {WeakSet<object>} */
const seen = new WeakSet();

/**
 * Whether an app is one of Express 4: only its apps make their router when it is first needed.
 * @param {ExpressRequest['app']} app
 */
function isExpress4(app) {
  return typeof app?.lazyrouter === 'function';
}

/**
 * Marks a handler whose rejections go to `next`.
 * @param {Middleware} handler
 */
function markWrapped(handler) {
  /** @type {any} */ (handler)[WRAPPED] = true;
  return handler;
}

/**
 * Warns of a route on Express 4 whose handler is an async function as it stands: Express 4 does not look at its promise,
 * and the first refusal (409, 422, 503) is an unhandled rejection, which ends the process.
 * @param {ExpressRequest} request
 */
function warnOfBareHandler({ route, method }) {
  if (route === undefined || seen.has(route)) return;
  seen.add(route);
  const name = method.toLowerCase();
  const isBare = (/** @type {Layer} */ layer) =>
    (layer.method ?? name) === name && isAsync(layer.handle);
  if (route.stack?.some(isBare)) warnOnce('ONCEONLY_EXPRESS_4', `${method}:${route.path}`);
}

/** @param {any} handler */
function isAsync(handler) {
  const isAsyncFunction = Object.prototype.toString.call(handler) === '[object AsyncFunction]';
  return isAsyncFunction && handler[WRAPPED] !== true;
}

module.exports = { isExpress4, markWrapped, warnOfBareHandler };
