'use strict';

// Builds the last release from the history of this checkout into a folder below build/releases, where it stays.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { BINARY, KEPT, LAST, RELEASES } = require('./last-release');
const { ROOT } = require('../../helpers/project');

const PARTS = ['package.json', 'index.d.ts', 'types', 'lib', BINARY];

function checkOut(folder) {
  const archive = path.join(folder, 'sources.tar');
  try {
    // Also in a checkout of another user, as in a container that has it mounted.
    const git = ['-c', 'safe.directory=*', 'archive'];
    execFileSync('git', [...git, '--output', archive, LAST.commit], { cwd: ROOT, stdio: 'pipe' });
  } catch (cause) {
    const cure = 'Run "git fetch --unshallow", or name its tarball in ONCEONLY_LAST_RELEASE.';
    throw new Error(`The history has no ${LAST.commit} (${LAST.version}). ${cure}`, { cause });
  }
  execFileSync('tar', ['xf', archive, '-C', folder]);
}

// The sources lie below this checkout while they are built, where they find the packages of the build.
function build() {
  fs.mkdirSync(RELEASES, { recursive: true });
  const folder = fs.mkdtempSync(path.join(RELEASES, 'build-'));
  try {
    checkOut(folder);
    // In CI warnings are errors, and a later compiler may have new ones.
    const env = { ...process.env, CI: '' };
    execFileSync(process.execPath, ['scripts/build.js'], { cwd: folder, env, stdio: 'pipe' });
    const made = path.join(folder, 'package');
    fs.mkdirSync(path.join(made, path.dirname(BINARY)), { recursive: true });
    for (const part of PARTS.filter((name) => fs.existsSync(path.join(folder, name)))) {
      fs.renameSync(path.join(folder, part), path.join(made, part));
    }
    fs.renameSync(made, KEPT);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

if (!fs.existsSync(KEPT)) build();
