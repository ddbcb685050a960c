'use strict';

// The root of an older Debian, made by debootstrap, with this checkout inside. Mounts and processes end with the command.

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { ROOT, run } = require('../testing/run.js');
const { NotRun } = require('./not-run.js');
const { which } = require('./which.js');

// The oldest release that Debian's mirrors still have: glibc 2.31.
const RELEASE = 'bullseye';
const FOLDER = path.join(ROOT, 'build', 'matrix', RELEASE);
// The tests compile small libraries and make certificates.
const PACKAGES = ['binutils', 'gcc', 'libc6-dev', 'libstdc++6', 'openssl', 'procps'];
const IN_ROOT = path.join(__dirname, 'in-root.sh');

function requirePrivileges() {
  if (process.getuid?.() !== 0) {
    throw new NotRun('an older glibc needs root, for chroot and mounts of its own: run as root');
  }
  if (!which('debootstrap')) {
    throw new NotRun('an older glibc needs debootstrap: run "bash scripts/setup.sh --matrix"');
  }
  const { status } = spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']);
  if (status !== 0) {
    throw new NotRun('an older glibc needs unshare(1), which this kernel or container forbids');
  }
}

function bootstrap() {
  if (fs.existsSync(FOLDER)) return;
  const fresh = `${FOLDER}.${process.pid}`;
  fs.mkdirSync(path.dirname(fresh), { recursive: true });
  const args = ['--variant=minbase', `--include=${PACKAGES.join(',')}`, RELEASE, fresh];
  if (!run('debootstrap', args)) throw new NotRun(`debootstrap could not make ${RELEASE}`);
  fs.renameSync(fresh, FOLDER);
}

/**
 * The old release has a Redis that is too old. It is not under test: this machine's one runs there, with this machine's libraries.
 */
function lend(program) {
  const file = which(program);
  const needs = execFileSync('ldd', [file], { encoding: 'utf8' });
  // Links lead out of /host, so every path is the real one. The program goes by the name that it is called by.
  const real = (each) => `/host${fs.realpathSync(each)}`;
  const called = path.join(real(path.dirname(file)), path.basename(file));
  const [, loader] = /^\s*(\/\S*ld-linux\S*)/m.exec(needs);
  const libraries = [...needs.matchAll(/=> (\/\S+)/g)].map(([, each]) => path.dirname(real(each)));
  const folders = [...new Set(libraries)].join(':');
  const line = `exec ${real(loader)} --library-path ${folders} ${called} "$@"`;
  const script = path.join(FOLDER, 'usr', 'local', 'bin', program);
  fs.writeFileSync(script, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

/** The command that runs others in the old root, at the same paths of this checkout. */
function makeOldRoot() {
  requirePrivileges();
  bootstrap();
  for (const program of ['redis-server', 'redis-cli']) lend(program);
  return {
    command: 'unshare',
    args: ['--mount', '--pid', '--fork', '--kill-child', 'sh', IN_ROOT, FOLDER, ROOT],
    env: {},
  };
}

module.exports = { makeOldRoot };
