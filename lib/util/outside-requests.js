'use strict';

const { QuietResource } = require('./quiet-resource');

const outside = new QuietResource('onceonly.outside');

/**
 * Calls `run(...args)` outside of every request's AsyncLocalStorage context, unless this file was loaded inside a
 * request. Objects that many requests share are made here: they must not mix requests up, nor keep one alive.
 * @template {unknown[]} Arguments
 * @template T
 * @param {(...args: Arguments) => T} run
 * @param {Arguments} args
 * @returns {T}
 */
function outsideRequests(run, ...args) {
  return outside.runInAsyncScope(run, undefined, ...args);
}

module.exports = { outsideRequests };
