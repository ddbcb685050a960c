'use strict';

const { warnOnce } = require('../observe/warnings');

// Of the functions that asyncRoute() gives, whichever copy of the package made them.
const WRAPPED = Symbol.for('onceonly.asyncRoute');
const seen = new WeakSet();

/** Whether an app is one of Express 4: only its apps make their router when it is first needed. */
function isExpress4(app) {
  return typeof app?.lazyrouter === 'function';
}

/** Marks a handler whose rejections go to `next`. */
function markWrapped(handler) {
  handler[WRAPPED] = true;
  return handler;
}

/**
 * Warns of a route on Express 4 whose handler is an async function as it stands: Express 4 does not look at its promise,
 * and the first refusal (409, 422, 503) is an unhandled rejection, which ends the process.
 */
function warnOfBareHandler({ route, method }) {
  if (route === undefined || seen.has(route)) return;
  seen.add(route);
  const name = method.toLowerCase();
  const isBare = (layer) => (layer.method ?? name) === name && isAsync(layer.handle);
  if (route.stack?.some(isBare)) warnOnce('ONCEONLY_EXPRESS_4', `${method}:${route.path}`);
}

function isAsync(handler) {
  const isAsyncFunction = Object.prototype.toString.call(handler) === '[object AsyncFunction]';
  return isAsyncFunction && handler[WRAPPED] !== true;
}

module.exports = { isExpress4, markWrapped, warnOfBareHandler };
