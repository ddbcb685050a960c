'use strict';

const figures = require('../figures');
const { atLeast, reach } = require('./goals');

const WIDTH = 32;
const OURS = 'onceonly on PostgreSQL';
const GOALS = [
  [OURS, 'two bare statements', atLeast(0.9)],
  [OURS, 'steadykey', atLeast(1)],
  ['an order in `transaction`', 'an order, calls apart', atLeast(1.1)],
];

/** begin + complete in PostgreSQL against the least and a peer, and rows that commit with their result against rows that don't. */
function postgresTargets({ rows }) {
  const rates = figures.fieldOf(
    rows.find(({ width }) => width === WIDTH),
    'perSecond',
  );
  return GOALS.map(([ours, other, goal]) => {
    const what = `PostgreSQL, ${WIDTH} in flight: pairs/s of ${ours} against ${other}`;
    return reach(what, goal, figures.ratioOf(rates, ours, other));
  });
}

module.exports = { postgresTargets };
