'use strict';

const { TestEnvironment } = require('jest-environment-jsdom');

/** jsdom with Node's fetch beside it, as the tests of an app set it up: jsdom has none. */
class JsdomWithFetch extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.fetch = fetch;
  }
}

module.exports = JsdomWithFetch;
