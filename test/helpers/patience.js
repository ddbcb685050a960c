'use strict';

// How many times as long as here a test takes in a slow place, such as an emulated processor. The matrix says it.
const SLOWNESS = Number(process.env.ONCEONLY_TEST_SLOWNESS ?? 1);

/** A limit after which something counts as hanging or lost, in this place. */
function patient(ms) {
  return ms * SLOWNESS;
}

module.exports = { patient };
