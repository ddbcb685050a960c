'use strict';

// The rows of the short form: the binary of this checkout on each Node. Its headers and exports are checked first.

const { targetOf } = require('../../release/targets.js');
const { nodeBinary } = require('../node-versions.js');
const { checkOnNodes } = require('./built.js');
const { here } = require('./places.js');
const { NODES } = require('./rows.js');
const { runIn } = require('./run-row.js');

const PLATFORM = 'linux-x64';

const SHORT_ROWS = [
  {
    id: `${PLATFORM}/headers`,
    platform: PLATFORM,
    part: 'built',
    run: checkOnNodes(targetOf(PLATFORM), () => NODES.map(nodeBinary)),
  },
  ...NODES.map((major) => ({
    id: `${PLATFORM}/node-${major}`,
    platform: PLATFORM,
    part: 'jest-smoke',
    run: runIn(() => here(major)),
  })),
];

module.exports = { PLATFORM, SHORT_ROWS };
