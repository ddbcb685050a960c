'use strict';

/** The error that a function throws. Throws if it throws none. */
function thrownBy(run) {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

module.exports = { thrownBy };
