'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { atEnd } = require('./cleanups');
const { platformKey } = require('../../lib/native/platform.js');
const { BINARY, ROOT } = require('./project');

/** A folder that is removed at the end of the test file. */
function temporaryFolder(prefix = 'onceonly-') {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), prefix)));
  atEnd(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The package without a build of this machine, in `folder`, with a binary for each of `platforms`: that of this machine. */
function copyPackage(folder, platforms = [platformKey()]) {
  for (const name of ['package.json', 'lib', path.join('scripts', 'build.js')]) {
    fs.cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  for (const key of platforms) {
    fs.cpSync(BINARY, path.join(folder, 'prebuilds', key, 'onceonly.node'));
  }
  return folder;
}

/** A program that names musl's dynamic linker, as every program of Alpine does. It needs no musl, since it never runs. */
function muslProgram(folder) {
  const source = path.join(folder, 'program.c');
  const program = path.join(folder, 'program');
  fs.writeFileSync(source, 'int main(void) { return 0; }');
  const linker = '-Wl,--dynamic-linker=/lib/ld-musl-x86_64.so.1';
  execFileSync('cc', ['-o', program, source, linker]);
  return program;
}

module.exports = { copyPackage, muslProgram, temporaryFolder };
