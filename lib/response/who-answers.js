'use strict';

const { executionAsyncResource } = require('node:async_hooks');

/**
 * Whether the caller is a timer that has run out or a socket that has timed out, and not a handler that goes on after
 * an await. An answer from there is most often a timeout, and its handler still runs.
 */
function isInTimer() {
  // Timeouts of sockets and of AbortSignal.timeout() are such resources too, and no hook is needed to see them.
  return executionAsyncResource()?.constructor?.name === 'Timeout';
}

module.exports = { isInTimer };
