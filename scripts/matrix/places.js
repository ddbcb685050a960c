'use strict';

// A place runs Node: `command` and `args` come before the arguments of Node, and `env` is added to the environment.

const path = require('node:path');

const { fetchNode, nodeBinary } = require('../node-versions.js');
const { emulate } = require('./emulation.js');
const { makeOldRoot } = require('./old-root.js');

const withPath = (...folders) => [...folders, process.env.PATH].join(path.delimiter);

/** This machine, with that major version of Node. */
function here(major) {
  const command = nodeBinary(major);
  return { command, args: [], env: { PATH: withPath(path.dirname(command)) } };
}

/** An emulated processor, with its own Node and C library. */
function emulated(major) {
  const { bin, emulator, env } = emulate(major);
  const command = path.join(bin, 'node');
  return { command, args: [], env: { ...env, PATH: withPath(bin) }, emulator };
}

/** The oldest Debian that can be had, in namespaces of its own. */
function oldSystem(major) {
  // This machine's own may need its newer C library.
  const node = path.join(fetchNode(major), 'bin', 'node');
  const { command, args, env } = makeOldRoot();
  const folders = [path.dirname(node), '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  return { command, args: [...args, node], env: { ...env, PATH: folders.join(path.delimiter) } };
}

module.exports = { emulated, here, oldSystem };
