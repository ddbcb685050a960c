'use strict';

// Other versions of Node, which npm brings when one is first asked for, into build/nodes/.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');
const NODES = path.join(ROOT, 'build', 'nodes');

const binaryIn = (folder) => path.join(folder, 'bin', 'node');

function run(command, args, options) {
  const { status, error, stdout } = spawnSync(command, args, { cwd: ROOT, ...options });
  if (error) throw new Error(`${command} cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${status}`);
  return stdout;
}

/** Unpacks a package of npm into `folder`, whole or not at all. */
function fetchPackage(name, folder) {
  const fresh = `${folder}.${process.pid}`;
  fs.mkdirSync(fresh, { recursive: true });
  const output = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  const packed = run('npm', ['pack', '--silent', '--pack-destination', fresh, name], output);
  run('tar', ['-xzf', path.join(fresh, packed.trim()), '-C', fresh]);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(path.join(fresh, 'package'), folder);
  fs.rmSync(fresh, { recursive: true });
}

const HERE = `${process.platform}-${process.arch}`;

/** The folder of that major version, with `bin/node` and its headers. `platform` is this machine's, unless you name one. */
function fetchNode(major, platform = HERE) {
  const folder = path.join(NODES, platform === HERE ? major : `${platform}-${major}`);
  if (!fs.existsSync(binaryIn(folder))) fetchPackage(`node-${platform}@${major}`, folder);
  return folder;
}

const runningMajor = () => process.versions.node.split('.')[0];

/** The binary of that major version: the running one, or one that npm brings. */
function nodeBinary(major) {
  return major === runningMajor() ? process.execPath : binaryIn(fetchNode(major));
}

/** The major versions that need no download, the newest first. */
function presentNodes() {
  const fetched = fs.existsSync(NODES) ? fs.readdirSync(NODES) : [];
  const usable = fetched.filter((name) => {
    return /^\d+$/.test(name) && fs.existsSync(binaryIn(path.join(NODES, name)));
  });
  return [...new Set([runningMajor(), ...usable])].sort((a, b) => Number(b) - Number(a));
}

module.exports = { fetchNode, fetchPackage, nodeBinary, presentNodes };
