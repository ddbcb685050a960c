'use strict';

const { createRequire } = require('node:module');
const path = require('node:path');

/** The packages of others that the benchmarks install. */
const peer = createRequire(path.join(__dirname, '..', '..', 'bench', 'package.json'));

module.exports = { peer };
