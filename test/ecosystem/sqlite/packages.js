'use strict';

// Where better-sqlite3 is for the Node that runs the tests. Version 13 has binaries for Node 22 and newer. For Node 20 version 12 is
// compiled, by scripts/sqlite-library.js.

const path = require('node:path');

const ECOSYSTEM = path.join(__dirname, '..');
const BUILD = path.join(ECOSYSTEM, '..', '..', 'build');

const IS_OLD_NODE = Number.parseInt(process.versions.node, 10) < 22;
const COMPILED = path.join(BUILD, 'better-sqlite3-node20', 'node_modules');
const PACKAGES = IS_OLD_NODE ? COMPILED : path.join(ECOSYSTEM, 'node_modules');

module.exports = { COMPILED, ECOSYSTEM, IS_OLD_NODE, PACKAGES };
