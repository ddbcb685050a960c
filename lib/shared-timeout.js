'use strict';

const { setTimeout } = require('node:timers');
const { AsyncResource } = require('node:async_hooks');

const nobody = new AsyncResource('onceonly.shared');

/**
 * Starts a timer that many requests share. Its callback runs in the AsyncLocalStorage context of none of them: a user's
 * store or handler must not take one request for another. What belongs to one request is called in that one's own.
 */
function sharedTimeout(callback, ms) {
  return nobody.runInAsyncScope(setTimeout, undefined, callback, ms);
}

module.exports = { sharedTimeout };
