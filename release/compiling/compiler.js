'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { MODULES } = require('../paths.js');

// The package for this system: npm leaves packages of other systems out of lock files.
const ZIG = path.join(MODULES, '@oven', 'zig-linux-x64', 'zig');

/**
 * The environment of every call of the compiler: its caches lie in the project. Of the caller's own it has what is needed. CPATH, CFLAGS
 * and their like would change the binary.
 */
function environment({ cache }) {
  const { PATH, TMPDIR } = process.env;
  return {
    PATH,
    ...(TMPDIR !== undefined && { TMPDIR }),
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
 * Flags of every call. Without -g0 zig adds debug information, with the folder of the build in it: objects of two folders differ, and
 * are 18 times as large. Clang looks for a GCC on the machine, and makes other code if it finds one: for arm64, calls instead of atomic
 * instructions. Here it finds none.
 */
const FLAGS = ['-g0', '--gcc-toolchain=/nowhere'];

/** Writes the tools for a target into `folder`: `{ cc, cxx, ar, ranlib, dlltool }`. */
function writeTools(folder, { triple }) {
  const args = ['-target', triple, ...FLAGS];
  fs.mkdirSync(folder, { recursive: true });
  return {
    cc: writeTool(folder, 'cc', ['cc', ...args]),
    cxx: writeTool(folder, 'c++', ['c++', ...args]),
    ar: writeTool(folder, 'ar', ['ar']),
    ranlib: writeTool(folder, 'ranlib', ['ranlib']),
    dlltool: writeTool(folder, 'dlltool', ['dlltool']),
  };
}

module.exports = { ZIG, environment, writeTools };
