'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { compile } = require('./compiling/compile.js');
const { ROOT } = require('./paths.js');

const SOURCES = ['CMakeLists.txt', 'CMakePresets.json', 'cmake', 'addon'];

/** Builds a target from a copy of the sources in another folder, with caches of its own, and gives the binary. */
function buildElsewhere(target) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-release-'));
  try {
    const source = path.join(folder, 'elsewhere');
    for (const name of SOURCES) {
      fs.cpSync(path.join(ROOT, name), path.join(source, name), { recursive: true });
    }
    const build = path.join(folder, 'build');
    const places = { source, build, cache: path.join(build, 'cache') };
    return fs.readFileSync(compile(target, places).file);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

module.exports = { buildElsewhere };
