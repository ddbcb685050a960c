'use strict';

// How many times as long as here a test takes in a slow place, such as an emulated processor. The matrix says it.
const SLOWNESS = Number(process.env.ONCEONLY_TEST_SLOWNESS ?? 1);

/** A time after which something counts as hanging, lost or dead, in this place. */
function patient(time) {
  return time * SLOWNESS;
}

module.exports = { patient };
