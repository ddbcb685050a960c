'use strict';

const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..', '..');
// The addon that lib/ loads in this run.
const BINARY = path.resolve(
  process.env.ONCEONLY_BINARY || path.join(ROOT, 'build', 'addon', 'onceonly.node'),
);
const GENERATED = new Set(['.git', 'node_modules', 'build', 'prebuilds', 'coverage']);

/** Paths of the project's own files under a folder, relative to the root, with forward slashes, sorted. */
function listFiles(folder = '.', pattern = /./) {
  const found = [];
  for (const entry of fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true })) {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory() && !GENERATED.has(entry.name)) found.push(...listFiles(file, pattern));
    else if (entry.isFile() && pattern.test(file)) found.push(file);
  }
  return found.sort();
}

function readText(file) {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

module.exports = { BINARY, ROOT, listFiles, readText };
