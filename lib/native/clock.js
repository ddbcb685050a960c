'use strict';

const native = require('./binding');

/** Milliseconds that never go back and go on while the machine sleeps; leases are counted on them. */
module.exports = { monotonicMs: native.monotonicMs };
