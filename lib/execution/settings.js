'use strict';

const { eventsFor } = require('../observe/events');
const { withDurations } = require('../options/check-options');
const { operationOutcomes } = require('../result/operation-outcomes');

/** @import { EventSink } from '../observe/events' */
/** @import { CheckedOptions, Durations } from '../options/check-options' */
/** @import { Routing } from '../identity/routed-path' */
/** @import { Outcomes } from '../result/operation-outcomes' */

/**
 * What an execution works with beside the options.
 * @typedef {object} OwnSettings
 * @property {string} prefix  That of the store.
 * @property {EventSink} events
 * @property {Outcomes} outcomes  The mode: what becomes of an outcome.
 * @property {Routing} [routing]  How the adapter's app routes a request.
 *
 * @typedef {CheckedOptions & Durations & OwnSettings} Settings
 */

/**
 * Checked options, with the durations and the prefix of the store that an execution needs.
 * @param {CheckedOptions} checked
 * @param {{ prefix: string }} store
 * @param {Routing} [routing]  of an adapter
 * @returns {Settings}
 */
function executionSettings(checked, { prefix }, routing = undefined) {
  return {
    ...withDurations(checked),
    prefix,
    events: eventsFor(checked),
    outcomes: operationOutcomes,
    routing,
  };
}

module.exports = { executionSettings };
