'use strict';

// Puts the binary of this machine where the tarball carries it.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { platformKey } = require('../lib/native/platform.js');

const ROOT = path.resolve(__dirname, '..');
const folder = path.join(ROOT, 'prebuilds', platformKey());

// npm's standard output belongs to the name of the tarball.
const build = [path.join(__dirname, 'build.js'), '--if-changed'];
const { status } = spawnSync(process.execPath, build, {
  stdio: ['ignore', process.stderr, process.stderr],
});
// The build has printed the reason.
if (status !== 0) process.exit(1);
fs.mkdirSync(folder, { recursive: true });
// Not in the folder that is packed, for an npm that packs at the same time.
const fresh = path.join(ROOT, 'build', `onceonly.node.${process.pid}`);
fs.copyFileSync(path.join(ROOT, 'build', 'addon', 'onceonly.node'), fresh);
fs.renameSync(fresh, path.join(folder, 'onceonly.node'));
