'use strict';

const { setTimeout } = require('node:timers');

const { outsideRequests } = require('./outside-requests');

/**
 * Starts a timer that many requests share. Its callback runs in no request's AsyncLocalStorage context: a user's store
 * or handler must not take one request for another. Callbacks of one request run in its own context.
 */
function sharedTimeout(callback, ms) {
  return outsideRequests(setTimeout, callback, ms);
}

module.exports = { sharedTimeout };
