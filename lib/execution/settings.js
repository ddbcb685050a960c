'use strict';

const { eventsFor } = require('../observe/events');
const { withDurations } = require('../options/check-options');
const { operationOutcomes } = require('../result/operation-outcomes');

/** Checked options, with the durations and the prefix of the store that an execution needs. */
function executionSettings(checked, { prefix }) {
  return {
    ...withDurations(checked),
    prefix,
    events: eventsFor(checked),
    outcomes: operationOutcomes,
  };
}

module.exports = { executionSettings };
