'use strict';

const { AsyncResource } = require('node:async_hooks');

/** A place to call things in. It keeps no process alive, which Jest asks of what it lists as open handles. */
class QuietResource extends AsyncResource {
  hasRef() {
    return false;
  }
}

module.exports = { QuietResource };
