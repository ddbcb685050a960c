'use strict';

const { targets } = require('./targets');

/** What each target came to, a line each, for a terminal. */
function ratioLines(parts) {
  const all = targets(parts);
  const widest = Math.max(...all.map(({ what }) => what.length));
  return all.map(({ what, target, measured, interval }) => {
    return `${what.padEnd(widest)}  ${measured} (${interval}), target ${target}`;
  });
}

module.exports = { ratioLines };
