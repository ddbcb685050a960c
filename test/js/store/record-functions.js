'use strict';

const { internals } = require('../../../lib/store/store.js');
const { mapStore } = require('./map-store.js');

/** The functions of the documented store, for a test to change. They use no `this`. */
function recordFunctions() {
  return { ...internals(mapStore()).verbs.functions };
}

module.exports = { recordFunctions };
