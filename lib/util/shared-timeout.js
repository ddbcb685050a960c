'use strict';

const { setTimeout } = require('node:timers');

const { outsideRequests } = require('./outside-requests');

/**
 * Starts a timer that many requests share. Its callback runs in no request's AsyncLocalStorage context: a user's store
 * or handler must not take one request for another. Callbacks of one request run in its own context.
 * @param {() => void} callback
 * @param {number} ms
 * @returns {NodeJS.Timeout}
 */
function sharedTimeout(callback, ms) {
  /** @type {(callback: () => void, ms: number) => NodeJS.Timeout} */
  const start = setTimeout;
  return outsideRequests(start, callback, ms);
}

module.exports = { sharedTimeout };
