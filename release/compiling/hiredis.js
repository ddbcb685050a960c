'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const { MODULES } = require('../paths.js');
const { run } = require('./run.js');

// A package that carries the sources of hiredis 1.2.0, unchanged.
const SOURCES = path.join(MODULES, 'redis-fast-driver', 'deps', 'hiredis');
// The reader and all that it uses. The digest covers these files, in this order.
const COMPILED = ['alloc.c', 'read.c', 'sds.c'];
const HEADERS = ['alloc.h', 'fmacros.h', 'hiredis.h', 'read.h', 'sds.h', 'sdsalloc.h', 'win32.h'];
const SHA256 = 'c12a5c88928d8864ec2d1644ed56a8e5a740c45b55743f44b5839c1a00422d63';

function digestOf(files) {
  const hash = crypto.createHash('sha256');
  for (const file of files)
    hash.update(`${file}\n`).update(fs.readFileSync(path.join(SOURCES, file)));
  return hash.digest('hex');
}

/** Builds the reader of hiredis into `folder`: `{ archive, include }`. */
function buildHiredis(folder, tools, env) {
  const digest = digestOf([...COMPILED, ...HEADERS]);
  if (digest !== SHA256) throw new Error(`the sources of hiredis are others (sha256 ${digest})`);
  const include = path.join(folder, 'include');
  fs.mkdirSync(path.join(include, 'hiredis'), { recursive: true });
  for (const file of [...COMPILED, ...HEADERS]) {
    fs.copyFileSync(path.join(SOURCES, file), path.join(include, 'hiredis', file));
  }
  // Relative names, because assert() keeps them.
  const options = { cwd: path.join(include, 'hiredis'), env };
  const flags = ['-O2', '-fPIC', '-fvisibility=hidden', '-ffunction-sections', '-fdata-sections'];
  const objects = COMPILED.map((file) => {
    const object = path.join(folder, file.replace(/\.c$/, '.o'));
    run(tools.cc, [...flags, '-c', file, '-o', object], options);
    return object;
  });
  const archive = path.join(folder, 'libhiredis.a');
  fs.rmSync(archive, { force: true });
  run(tools.ar, ['rcsD', archive, ...objects], options);
  return { archive, include };
}

module.exports = { HIREDIS_SOURCES: SOURCES, buildHiredis };
