'use strict';

const { setTimeout } = require('node:timers');

const { outsideRequests } = require('./outside-requests');

/**
 * Starts a timer that many requests share. Its callback runs in the AsyncLocalStorage context of none of them: a user's
 * store or handler must not take one request for another. What belongs to one request is called in that one's own.
 */
function sharedTimeout(callback, ms) {
  return outsideRequests(setTimeout, callback, ms);
}

module.exports = { sharedTimeout };
