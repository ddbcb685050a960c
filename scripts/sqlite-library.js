'use strict';

// Compiles better-sqlite3 12 for the Node that runs this, once, into build/. Version 13 brings its binaries along, for Node 22 and newer:
// there is nothing to do then. The binary of version 12 would have to be downloaded.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { findHeaders } = require('./building/headers.js');
const { COMPILED, ECOSYSTEM, IS_OLD_NODE } = require('../test/ecosystem/sqlite/packages.js');

const NAME = 'better-sqlite3';
// What its package loads beside itself.
const PARTS = {
  'better-sqlite3-node20': NAME,
  bindings: 'bindings',
  'file-uri-to-path': 'file-uri-to-path',
};
const BINARY = path.join('build', 'Release', 'better_sqlite3.node');

/** The node-gyp that npm brings along. */
function nodeGyp() {
  const global = execFileSync('npm', ['root', '-g'], { encoding: 'utf8' }).trim();
  return path.join(global, 'npm', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
}

const versionIn = (folder) => {
  const file = path.join(folder, 'package.json');
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).version : undefined;
};

function compile(folder) {
  const { folder: headers, notes } = findHeaders(process.env);
  if (headers === undefined) throw new Error(`no headers of this Node: ${notes.join('. ')}`);
  const nodeFolder = path.resolve(headers, '..', '..');
  const args = [nodeGyp(), 'rebuild', '--release', '--loglevel=error', `--nodedir=${nodeFolder}`];
  execFileSync(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

function prepareSqliteLibrary() {
  if (!IS_OLD_NODE) return;
  const source = path.join(ECOSYSTEM, 'node_modules');
  const target = path.join(COMPILED, NAME);
  const isThere = fs.existsSync(path.join(target, BINARY));
  if (isThere && versionIn(target) === versionIn(path.join(source, 'better-sqlite3-node20')))
    return;
  process.stdout.write(`compiling ${NAME} for Node ${process.versions.node}\n`);
  const fresh = `${COMPILED}.${process.pid}`;
  for (const [from, to] of Object.entries(PARTS)) {
    fs.cpSync(path.join(source, from), path.join(fresh, to), { recursive: true });
  }
  compile(path.join(fresh, NAME));
  fs.rmSync(COMPILED, { recursive: true, force: true });
  fs.renameSync(fresh, COMPILED);
}

if (require.main === module) prepareSqliteLibrary();

module.exports = { prepareSqliteLibrary };
