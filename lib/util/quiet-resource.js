'use strict';

const { AsyncResource } = require('node:async_hooks');

/** An async context for callbacks. It keeps no process alive, so Jest does not list it as an open handle. */
class QuietResource extends AsyncResource {
  hasRef() {
    return false;
  }
}

module.exports = { QuietResource };
