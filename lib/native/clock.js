'use strict';

const native = require('./binding');

module.exports = {
  /** Milliseconds that never go back and go on while the machine sleeps; leases are counted on them. */
  monotonicMs: native.monotonicMs,
  /** Milliseconds since 1970, also under fake timers. */
  wallClockMs: native.wallClockMs,
};
