'use strict';

const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const { ROOT } = require('../testing/run.js');
const { NotRun } = require('./not-run.js');

const PREBUILDS = path.join(ROOT, 'prebuilds');
const UNDER_TEST = path.join(ROOT, 'build', 'matrix', 'binaries');

/** Builds the binaries of these platforms as a release does. Gives their folder. */
function buildRelease(platforms) {
  const only = [...platforms].flatMap((platform) => ['--only', platform]);
  const { status } = spawnSync('npm', ['run', '--silent', 'release:build', '--', ...only], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the binaries of the release cannot be built');
  return PREBUILDS;
}

/** Puts the binary of this checkout where a release would put that of the platform. Gives their folder. */
function ownBuild(platform) {
  const folder = path.join(ROOT, 'build', 'matrix', 'own');
  fs.mkdirSync(path.join(folder, platform), { recursive: true });
  const own = path.join(ROOT, 'build', 'addon', 'onceonly.node');
  fs.copyFileSync(own, path.join(folder, platform, 'onceonly.node'));
  return folder;
}

/**
 * The binary of a platform: `{ file, sha256 }`. It is a copy with a place of its own: tests of the tarball build into
 * `prebuilds/`, and tests of the matrix run it with other binaries.
 */
function binaryOf(platform, folder) {
  const built = path.join(folder, platform, 'onceonly.node');
  if (!fs.existsSync(built)) throw new NotRun(`there is no ${built}: run "npm run release:build"`);
  const bytes = fs.readFileSync(built);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = path.join(UNDER_TEST, sha256, 'onceonly.node');
  if (!fs.existsSync(file)) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(`${file}.${process.pid}`, bytes);
    fs.renameSync(`${file}.${process.pid}`, file);
  }
  return { file, sha256 };
}

module.exports = { binaryOf, buildRelease, ownBuild };
