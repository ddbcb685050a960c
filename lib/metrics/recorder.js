'use strict';

const { subscribe, unsubscribe } = require('node:diagnostics_channel');

const { CHANNEL, WITHOUT_RUNS } = require('../observe/channel');

/** @import { Recorded } from './catalogue' */

/**
 * Takes the events of the process until the function that it returns is called.
 * @param {readonly { metric: Recorded, record: (event: any) => void }[]} recorders
 * @returns {() => void}
 */
function recordEvents(recorders) {
  /** @type {Map<string, ((event: any) => void)[]>} */
  const byType = new Map();
  for (const { metric, record } of recorders) {
    for (const type of metric.events) byType.set(type, [...(byType.get(type) ?? []), record]);
  }
  const subscriber = (/** @type {any} */ event) => {
    const records = byType.get(event.type);
    if (records !== undefined) for (const record of records) record(event);
  };
  Object.defineProperty(subscriber, WITHOUT_RUNS, { value: true });
  subscribe(CHANNEL, subscriber);
  return () => {
    unsubscribe(CHANNEL, subscriber);
  };
}

module.exports = { recordEvents };
