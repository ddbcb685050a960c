'use strict';

const { spawnSync } = require('node:child_process');

/** Runs a program to its end and gives all that it said. Throws that, with the command, if it fails. */
function run(command, args, options = {}) {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options,
  });
  if (error) throw new Error(`${command} cannot be run: ${error.message}`);
  if (status !== 0) {
    const end = status === null ? signal : status;
    throw new Error(`${[command, ...args].join(' ')} ended with ${end}:\n${stdout}${stderr}`);
  }
  return { stdout, stderr };
}

module.exports = { run };
