'use strict';

const figures = require('../figures');
const { atLeast, reach } = require('./goals');

/** Against the peers, and against an older version of the product where it was measured. */
function fingerprintTargets(part) {
  const targets = [];
  const add = (what, size, ours, peer, goal) => {
    const times = figures.fingerprintTimes(part, size);
    if (times[peer] === undefined) return;
    const name = `fingerprint, ${what}, ${size}: speed against ${peer}`;
    targets.push(reach(name, goal, figures.ratioOf(times, peer, ours)));
  };
  for (const size of figures.sizesOf(part)) {
    add('raw bytes', size, 'raw', 'raw, before', atLeast(1));
    add('parsed body', size, 'parsed', 'parsed, before', atLeast(1));
    if (size === '130 B') add('raw bytes', size, 'raw', 'sort + stringify', atLeast(3.5));
    if (!['130 B', '1 KB'].includes(size)) {
      add('raw bytes', size, 'raw', 'sort + stringify', atLeast(6));
      add('raw bytes', size, 'raw', 'canonicalize', atLeast(15));
      add('raw bytes', size, 'raw', 'sha256 alone', atLeast(0.3));
    }
    add('parsed body', size, 'parsed', 'sort + stringify', atLeast(1.6));
  }
  return targets;
}

module.exports = { fingerprintTargets };
