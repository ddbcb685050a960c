'use strict';

const { eventsFor } = require('../observe/events');
const { withDurations } = require('../options/check-options');
const { operationOutcomes } = require('../result/operation-outcomes');

/** Checked options with what an execution works with beside them; the prefix is that of the store. */
function executionSettings(checked, { prefix }) {
  return {
    ...withDurations(checked),
    prefix,
    events: eventsFor(checked),
    outcomes: operationOutcomes,
  };
}

module.exports = { executionSettings };
