'use strict';

const figures = require('../figures');
const { reachAddition } = require('./goals');

const MAX_US = 1;
// Spans cost what the SDK makes of them, and listeners of an app are the app's.
const WITHOUT_TARGET = ['openTelemetry(), metrics and spans', 'a subscriber', 'onEvent'];

/** Metrics for a microsecond of each request. */
function listenersTargets({ rows }) {
  return rows.flatMap((row) => {
    const added = figures.listenersAdd(row);
    const judged = Object.keys(added).filter((name) => !WITHOUT_TARGET.includes(name));
    return judged.map((name) =>
      reachAddition(`${name}, ${row.scenario}: CPU added to a request`, MAX_US, added[name]),
    );
  });
}

module.exports = { listenersTargets };
