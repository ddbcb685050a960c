'use strict';

const { spawnSync } = require('node:child_process');

const { patient } = require('./patience.js');
const { ROOT } = require('./project.js');

// Ends a hang.
const DEADLINE_MS = patient(150_000);

/**
 * Runs a piece of JavaScript in a fresh Node process at the root and returns what it printed as JSON.
 * Throws with all of its output where it ends in any other way.
 */
function runChild(code, { env = {}, flags = [], cwd = ROOT } = {}) {
  const child = spawnSync(process.execPath, [...flags, '-e', code], {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: DEADLINE_MS,
  });
  if (child.status !== 0) {
    throw new Error(`ended with ${child.signal ?? child.status}: ${child.stdout}${child.stderr}`);
  }
  return JSON.parse(child.stdout);
}

module.exports = { runChild };
