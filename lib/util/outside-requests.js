'use strict';

const { QuietResource } = require('./quiet-resource');

const outside = new QuietResource('onceonly.outside');

/**
 * Calls `run(...args)` where AsyncLocalStorage holds nothing of a request, as far as this file was not loaded in one. What
 * many requests share is made here: it must not take one for another, nor keep the one that was there alive.
 */
function outsideRequests(run, ...args) {
  return outside.runInAsyncScope(run, undefined, ...args);
}

module.exports = { outsideRequests };
