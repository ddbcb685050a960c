'use strict';

const { median, medianInterval } = require('../../harness/statistics');
const figures = require('../figures');
const { atLeast, atMost, reach } = require('./goals');

const OURS = 'onceonly on SQLite';

/** begin + complete in a file, against a commit for each call, and against Redis. */
function sqliteTargets(part) {
  const rowOf = (width) => part.rows.find((row) => row.width === width);
  const rate = (peer, goal) => {
    const ratio = figures.ratioOf(figures.fieldOf(rowOf(32), 'perSecond'), OURS, peer);
    return reach(`SQLite, 32 in flight: pairs/s against ${peer}`, goal, ratio);
  };
  const own = (width, field, what, goal) => {
    const values = figures.fieldOf(rowOf(width), field)[OURS];
    const found = { median: median(values), interval: medianInterval(values) };
    return reach(`SQLite, ${width} in flight: ${what}`, goal, found);
  };
  const all = [
    rate('one commit per call', atLeast(5)),
    rate('onceonly on Redis', atLeast(1)),
    own(32, 'cpuUs', 'CPU us per pair', atMost(30)),
  ];
  if (rowOf(128) === undefined) return all;
  return [...all, own(128, 'heldMs', 'ms for which the loop stood still', atMost(10))];
}

module.exports = { sqliteTargets };
