'use strict';

// Node's own, as in timers.js.
const { setImmediate } = require('node:timers');

const { outsideRequests } = require('./outside-requests');

/** @type {Promise<void> | undefined} */
let end;

/**
 * Resolves when the event loop has read all that this turn brings: one promise for all that ask in one turn.
 *
 * Answers that are known at once wait for it before they are sent, so that those of many requests are written together. A store
 * in the process took twice the CPU of one on Redis, whose answers come together anyway: each write wakes its reader.
 */
function endOfTurn() {
  end ??= outsideRequests(nextEnd);
  return end;
}

/** @returns {Promise<void>} */
function nextEnd() {
  return new Promise((resolve) => {
    setImmediate(() => {
      end = undefined;
      resolve();
    });
  });
}

module.exports = { endOfTurn };
