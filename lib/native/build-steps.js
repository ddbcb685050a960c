'use strict';

const path = require('node:path');

const fs = require('./real-fs.js');

const ROOT = path.resolve(typeof __dirname === 'string' ? __dirname : '', '..', '..');
/**
 * The install command of each package manager for the tools of a build.
 * @type {Record<string, string>}
 */
const INSTALLS = {
  'apt-get': 'apt-get install -y cmake make g++ libhiredis-dev',
  apk: 'apk add cmake make g++ hiredis-dev',
  dnf: 'dnf install -y cmake make gcc-c++ hiredis-devel',
  brew: 'brew install cmake hiredis',
};

/** The command that builds the binary. A bundle has no script beside it: there the command runs in the project. */
function buildCommand() {
  const script = path.join('scripts', 'build.js');
  const own = path.join(ROOT, script);
  return `node ${quoted(isThere(own) ? own : path.join('node_modules', 'onceonly', script))}`;
}

/**
 * A path as a shell takes it for one word.
 * @param {string} file
 */
function quoted(file) {
  return /^[\w./\\:@+-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}

/**
 * Whether a file is there and may be seen: under --permission Node throws for one that may not.
 * @param {string} file
 */
function isThere(file) {
  try {
    return fs.existsSync(file);
  } catch {
    return false;
  }
}

/** Every step that builds a binary on this machine, one a line. */
function buildSteps() {
  const install = installLine();
  return [
    `1. Install CMake 3.20 or later, make, a C++20 compiler, and hiredis with its headers${install}.`,
    '2. In your project, run: npm install --no-save node-addon-api@8',
    `3. Run: ${buildCommand()}`,
  ].join('\n');
}

function installLine() {
  const manager = Object.keys(INSTALLS).find(isInPath);
  return manager === undefined ? '' : `: ${INSTALLS[manager]}`;
}

/**
 * Whether a program of this name can be found.
 * @param {string} name
 */
function isInPath(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => isThere(path.join(folder, name)));
}

module.exports = { ROOT, buildCommand, buildSteps, isInPath, isThere };
