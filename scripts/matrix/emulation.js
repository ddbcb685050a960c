'use strict';

// Node for arm64 under QEMU's user mode. Nothing is registered with the kernel: a script stands for each program.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { fetchNode, fetchPackage } = require('../node-versions.js');
const { ROOT } = require('../testing/run.js');
const { NotRun } = require('./not-run.js');
const { which } = require('./which.js');

const QEMU = 'qemu-aarch64';
// A test takes about twenty times as long.
const SLOWNESS = '20';
// Debian's packages for cross compilers put the C library here.
const SYSROOT = '/usr/aarch64-linux-gnu';
const FOLDER = path.join(ROOT, 'build', 'matrix', 'linux-arm64');

function requireTools() {
  const missing = [
    [QEMU, which(QEMU)],
    [`${SYSROOT}/lib/libc.so.6`, fs.existsSync(path.join(SYSROOT, 'lib', 'libc.so.6'))],
    ['aarch64-linux-gnu-gcc', which('aarch64-linux-gnu-gcc')],
  ].flatMap(([what, isThere]) => (isThere ? [] : [what]));
  if (missing.length === 0) return;
  throw new NotRun(`arm64 needs ${missing.join(', ')}: run "bash scripts/setup.sh --matrix"`);
}

function writeScript(file, line) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\nexec ${line} "$@"\n`, { mode: 0o755 });
}

/** Jest finds modules with a binary package, which npm installs for this machine's processor only. */
function fetchResolver() {
  const { version } = require('unrs-resolver/package.json');
  const folder = path.join(FOLDER, `resolver-${version}`);
  const name = `@unrs/resolver-binding-linux-arm64-gnu@${version}`;
  if (!fs.existsSync(folder)) fetchPackage(name, folder);
  return path.join(folder, 'resolver.linux-arm64-gnu.node');
}

/** The folder `bin` in which `node` and the C compiler are those of arm64, and the environment that Node needs there. */
function emulate(major) {
  requireTools();
  const bin = path.join(FOLDER, `bin-${major}`);
  const node = path.join(fetchNode(major, 'linux-arm64'), 'bin', 'node');
  writeScript(path.join(bin, 'node'), `${which(QEMU)} -L ${SYSROOT} '${node}'`);
  writeScript(path.join(bin, 'cc'), which('aarch64-linux-gnu-gcc'));
  writeScript(path.join(bin, 'nm'), which('aarch64-linux-gnu-nm'));
  const [version] = /\d+\.\d+/.exec(execFileSync(QEMU, ['--version'], { encoding: 'utf8' }));
  return {
    bin,
    emulator: `QEMU ${version}`,
    env: {
      NAPI_RS_NATIVE_LIBRARY_PATH: fetchResolver(),
      NODE_OPTIONS: `--require "${path.join(__dirname, 'emulated-exec-path.js')}"`,
      ONCEONLY_MATRIX_NODE: path.join(bin, 'node'),
      ONCEONLY_TEST_SLOWNESS: SLOWNESS,
    },
  };
}

module.exports = { emulate };
