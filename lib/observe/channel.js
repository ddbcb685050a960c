'use strict';

const diagnostics = require('node:diagnostics_channel');
const { debuglog } = require('node:util');

const { warnOfHandler } = require('./warnings');

/** The name under which subscribers find the events of every copy of the package. */
const CHANNEL = 'onceonly:event';

/**
 * Marks a subscriber that has no use for what every run tells: `begun`, `completed`, `failed` and `replayed`. It gets those too while
 * somebody else wants them. All copies of the package know the mark.
 */
const WITHOUT_RUNS = Symbol.for('onceonly.withoutRuns.1');

const channel = diagnostics.channel(CHANNEL);
const debug = debuglog('onceonly');
const isPrinted = debug.enabled;

/** Whether somebody takes the events of the whole process. It costs 1 to 5 ns, so that it may be asked for each event. */
function isProcessHeard() {
  return isPrinted || channel.hasSubscribers;
}

/** The same of the events that every run has. Most requests have two of them, and metrics need none. */
function areRunsHeard() {
  return isPrinted || (channel.hasSubscribers && subscribersOf().some(wantsRuns));
}

/** @param {any} subscriber */
function wantsRuns(subscriber) {
  return subscriber[WITHOUT_RUNS] !== true;
}

// Where Node keeps its subscribers elsewhere, nothing is known of them.
const UNKNOWN = [{}];

/** @returns {any[]} */
function subscribersOf() {
  const subscribers = /** @type {any} */ (channel)._subscribers;
  return Array.isArray(subscribers) ? subscribers : UNKNOWN;
}

/**
 * Gives an event to those who take all events of the process: subscribers of the channel, and NODE_DEBUG=onceonly.
 * @param {{ type: string, label?: string }} event
 */
function publish(event) {
  if (channel.hasSubscribers) tellSubscribers(event);
  if (isPrinted) print(event);
}

/**
 * Calls the subscribers as publish() of Node does, but for their errors: Node makes an uncaught exception of each, which would end
 * the process in the middle of an operation. Where Node keeps them elsewhere, its own publish() is as good.
 * @param {object} event
 */
function tellSubscribers(event) {
  const subscribers = subscribersOf();
  if (subscribers === UNKNOWN) return channel.publish(event);
  for (const subscriber of subscribers) {
    try {
      subscriber(event, CHANNEL)?.then?.(undefined, warnOfHandler);
    } catch (error) {
      warnOfHandler(error);
    }
  }
}

/**
 * In one line. A label may be a path as sent, and a path may hold a key: `route` tells the place as well.
 * @param {{ label?: string }} event
 */
function print({ label: _, ...event }) {
  debug('%j', event);
}

module.exports = { CHANNEL, WITHOUT_RUNS, areRunsHeard, isProcessHeard, publish };
