'use strict';

// The rows of the short form: the binary of linux-x64 loads on each Node and runs the first program of the README. On one of
// them the tests run that lead into the addon.

const { here } = require('./places.js');
const { NODES } = require('./rows.js');
const { runIn } = require('./run-row.js');

const SHORT_ROWS = NODES.map((major) => ({
  id: `linux-x64/node-${major}`,
  platform: 'linux-x64',
  part: major === NODES[0] ? 'jest-addon' : 'jest-load',
  run: runIn(() => here(major)),
}));

module.exports = { SHORT_ROWS };
