'use strict';

const { spawnSync } = require('node:child_process');

/** The path of a program, or null. */
function which(name) {
  const { stdout } = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' });
  return stdout.trim() || null;
}

module.exports = { which };
