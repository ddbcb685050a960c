'use strict';

// The rows of the matrix. `run(binary, part)` resolves to what was found, or throws NotRun where this machine cannot. `part` is
// one of the parts of page.js.

const { TARGETS } = require('../../release/targets.js');
const { checkFile } = require('./built.js');
const { loadOnMusl } = require('./musl.js');
const { emulated, here, oldSystem } = require('./places.js');
const { runIn } = require('./run-row.js');

const NODES = ['24', '26', '22', '20'];
const OLD_SYSTEM_NODE = '24';
const EMULATED_NODE = '24';

const nodeRows = NODES.map((major) => ({
  id: `linux-x64/node-${major}`,
  platform: 'linux-x64',
  part: 'jest',
  run: runIn(() => here(major)),
}));

const RUN_ELSEWHERE = [
  {
    id: 'linux-x64/old-glibc',
    platform: 'linux-x64',
    part: 'jest-installed',
    run: runIn(() => oldSystem(OLD_SYSTEM_NODE)),
    needsSetup: true,
  },
  {
    id: 'linux-arm64/node-24',
    platform: 'linux-arm64',
    part: 'jest-addon',
    run: runIn(() => emulated(EMULATED_NODE)),
    needsSetup: true,
  },
  {
    id: 'linux-x64-musl/loaded',
    platform: 'linux-x64-musl',
    part: 'loaded',
    run: loadOnMusl,
    needsSetup: true,
  },
];

const isRun = ({ key }) => [...nodeRows, ...RUN_ELSEWHERE].some(({ platform }) => platform === key);

const builtRows = TARGETS.filter((target) => !isRun(target)).map((target) => ({
  id: `${target.key}/built`,
  platform: target.key,
  part: 'built',
  run: checkFile(target),
}));

const ROWS = [...nodeRows, ...RUN_ELSEWHERE, ...builtRows];

module.exports = { NODES, ROWS };
