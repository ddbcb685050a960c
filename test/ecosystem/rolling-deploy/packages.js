'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { platformKey } = require('../../../lib/native/platform');
const { atEnd } = require('../../helpers/cleanups');
const { ROOT } = require('../../helpers/project');
const { BINARY, KEPT, LAST, RELEASES } = require('./last-release');

function temporaryFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-package-'));
  atEnd(() => fs.rmSync(folder, { recursive: true }));
  return folder;
}

/** A second copy of this version, as a package in a folder of its own. */
function copyOfThisVersion() {
  const folder = temporaryFolder();
  for (const part of ['package.json', 'lib']) {
    fs.cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  }
  const binary = path.join(folder, 'prebuilds', platformKey(), 'onceonly.node');
  fs.mkdirSync(path.dirname(binary), { recursive: true });
  fs.copyFileSync(process.env.ONCEONLY_BINARY || path.join(ROOT, BINARY), binary);
  return folder;
}

/**
 * The package of the last release: the tarball that ONCEONLY_LAST_RELEASE names, or a build of its commit. The build takes
 * minutes, once.
 */
function lastRelease() {
  const tarball = process.env.ONCEONLY_LAST_RELEASE;
  if (tarball) return unpacked(path.resolve(ROOT, tarball));
  if (!fs.existsSync(KEPT)) build();
  return KEPT;
}

function unpacked(tarball) {
  const folder = temporaryFolder();
  execFileSync('tar', ['xf', tarball, '-C', folder]);
  return path.join(folder, 'package');
}

// Two test files may ask at the same time. One of them builds.
function build() {
  const program = path.join(__dirname, 'build-last-release.js');
  fs.mkdirSync(RELEASES, { recursive: true });
  const { error, status, stderr } = spawnSync('flock', [RELEASES, process.execPath, program], {
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${LAST.version} cannot be built: ${stderr}`);
}

module.exports = { LAST, copyOfThisVersion, lastRelease };
