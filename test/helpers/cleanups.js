'use strict';

const cleanups = [];

/** Ends everything, what began last first. Without Jest, as in a benchmark, call it yourself. */
async function endAll() {
  const failures = [];
  for (const cleanup of cleanups.splice(0).reverse()) {
    await Promise.resolve()
      .then(cleanup)
      .catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be ended');
}

// At the end of the test file that requires this, also of one that fails.
if (typeof afterAll === 'function') afterAll(endAll);

/** Calls `cleanup` when the tests of this file are over. */
function atEnd(cleanup) {
  cleanups.push(cleanup);
}

module.exports = { atEnd, endAll };
