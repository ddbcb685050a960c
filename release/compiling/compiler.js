'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { MODULES } = require('../paths.js');

// The package for this system: npm leaves packages of other systems out of lock files.
const ZIG = path.join(MODULES, '@oven', 'zig-linux-x64', 'zig');

/** The environment of every call of the compiler: its caches lie in the project. */
function environment({ cache }) {
  return {
    ...process.env,
    ZIG_GLOBAL_CACHE_DIR: path.join(cache, 'global'),
    ZIG_LOCAL_CACHE_DIR: path.join(cache, 'local'),
    // Prints the line of the linker, from which the parts of a binary are known.
    ZIG_VERBOSE_LINK: '1',
  };
}

// CMake wants a program for each tool, and zig is one program for all.
function writeTool(folder, name, args) {
  const file = path.join(folder, name);
  const words = [ZIG, ...args].map((word) => `'${word}'`).join(' ');
  fs.writeFileSync(file, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  return file;
}

/**
 * Writes the tools for a target into `folder`: `{ cc, cxx, ar, ranlib, dlltool }`. Without -g0 zig adds debug information, with the
 * folder of the build in it: objects of two folders differ, and are 18 times as large.
 */
function writeTools(folder, { triple }) {
  fs.mkdirSync(folder, { recursive: true });
  return {
    cc: writeTool(folder, 'cc', ['cc', '-target', triple, '-g0']),
    cxx: writeTool(folder, 'c++', ['c++', '-target', triple, '-g0']),
    ar: writeTool(folder, 'ar', ['ar']),
    ranlib: writeTool(folder, 'ranlib', ['ranlib']),
    dlltool: writeTool(folder, 'dlltool', ['dlltool']),
  };
}

module.exports = { ZIG, environment, writeTools };
