'use strict';

// Puts the binary of this machine where the tarball carries it. The binary of a release stays, if it is of these sources.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { platformKey } = require('../lib/native/platform.js');
const { isCurrent, readManifest, sourcesDigest } = require('../release/manifest.js');

const ROOT = path.resolve(__dirname, '..');

function fail(message) {
  process.stderr.write(`onceonly: ${message}\n`);
  process.exit(1);
}

function requireCurrent(released) {
  if (Object.keys(released).length === 0) return;
  const sources = sourcesDigest();
  const stale = Object.keys(released).filter((key) => !isCurrent(key, released[key], sources));
  if (stale.length === 0) return;
  fail(
    `prebuilds/ has binaries of other sources (${stale.join(', ')}); ` +
      'run "npm run release:build", or remove prebuilds/.',
  );
}

function buildOwn(key) {
  // npm's standard output belongs to the name of the tarball.
  const build = [path.join(__dirname, 'build.js'), '--if-changed'];
  const { status } = spawnSync(process.execPath, build, {
    stdio: ['ignore', process.stderr, process.stderr],
  });
  // The build has printed the reason.
  if (status !== 0) process.exit(1);
  const folder = path.join(ROOT, 'prebuilds', key);
  fs.mkdirSync(folder, { recursive: true });
  // Not in the folder that is packed, for an npm that packs at the same time.
  const fresh = path.join(ROOT, 'build', `onceonly.node.${process.pid}`);
  fs.copyFileSync(path.join(ROOT, 'build', 'addon', 'onceonly.node'), fresh);
  fs.renameSync(fresh, path.join(folder, 'onceonly.node'));
}

function main() {
  const released = readManifest();
  const key = platformKey();
  requireCurrent(released);
  if (released[key] === undefined) buildOwn(key);
}

main();
