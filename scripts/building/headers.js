'use strict';

const fs = require('node:fs');
const path = require('node:path');

const HEADERS = ['node_api.h', 'node_version.h', 'uv.h', path.join('openssl', 'evp.h')];

/**
 * The folder with the headers of the running Node: `{ folder, version, notes }`. `folder` is undefined if there is
 * none. `notes` say in words which headers were ignored.
 */
function findHeaders(env, { execPath, versions } = process) {
  const notes = [];
  for (const folder of candidates(env, execPath)) {
    const { version, problem } = look(folder, versions.node);
    if (problem === undefined) return { folder, version, notes };
    notes.push(`${folder} ${problem}`);
  }
  return { folder: undefined, notes };
}

// Node's own headers lie beside it. npm's nodedir may be that of another Node, which its user has set up long ago.
function candidates({ ONCEONLY_NODE_HEADERS: named, npm_config_nodedir: nodedir }, execPath) {
  if (named) return [path.resolve(named)];
  const own = path.resolve(execPath, '..', '..', 'include', 'node');
  return nodedir ? [own, path.join(nodedir, 'include', 'node')] : [own];
}

/** @returns {{ version?: string, problem?: string }} */
function look(folder, wanted) {
  const missing = HEADERS.filter((header) => !fs.existsSync(path.join(folder, header)));
  if (missing.length > 0) return { problem: `lacks ${missing.join(', ')}` };
  const version = versionOf(fs.readFileSync(path.join(folder, 'node_version.h'), 'utf8'));
  return major(version) === major(wanted) ? { version } : { problem: `is of Node ${version}` };
}

function versionOf(text) {
  const part = (name) => new RegExp(`^#define NODE_${name}_VERSION (\\d+)`, 'm').exec(text)?.[1];
  return ['MAJOR', 'MINOR', 'PATCH'].map((name) => part(name) ?? '?').join('.');
}

function major(version) {
  return version.split('.')[0];
}

module.exports = { findHeaders };
