'use strict';

const { AsyncResource } = require('node:async_hooks');

/** The place of this file's first `require`. It keeps no process alive, and Jest must not list it as an open handle. */
class Outside extends AsyncResource {
  hasRef() {
    return false;
  }
}

const outside = new Outside('onceonly:outside');

/**
 * Calls `make(argument)` where AsyncLocalStorage holds nothing of a request. From Node 24 on, an async context of the addon
 * keeps what was there when it was made: the request that makes a store would live as long as the store does, and a
 * store that the request leads to would live for ever.
 */
function outsideRequests(make, argument) {
  return outside.runInAsyncScope(make, undefined, argument);
}

module.exports = { outsideRequests };
