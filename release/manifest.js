'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const { PREBUILDS, ROOT } = require('./paths.js');

const FILE = path.join(PREBUILDS, 'release.json');
// All that decides about the bytes of a binary.
const INPUTS = [
  'CMakeLists.txt',
  'addon',
  'cmake',
  'release/compiling',
  'release/package-lock.json',
  'release/targets.js',
];

function filesUnder(entry) {
  const place = path.join(ROOT, entry);
  if (!fs.statSync(place).isDirectory()) return [entry];
  return fs
    .readdirSync(place)
    .sort()
    .flatMap((name) => filesUnder(path.posix.join(entry, name)));
}

const sha256 = (...parts) =>
  parts.reduce((hash, part) => hash.update(part), crypto.createHash('sha256')).digest('hex');

/** A digest of the sources: binaries of a release are good for these only. */
function sourcesDigest() {
  const files = INPUTS.flatMap(filesUnder);
  return sha256(...files.flatMap((file) => [`${file}\n`, fs.readFileSync(path.join(ROOT, file))]));
}

/**
 * What prebuilds/release.json tells of each binary that `npm run release:build` has put there, by key. Empty without it.
 * @typedef {{ sha256: string, size: number, sources: string, components: string[] }} Entry
 * @returns {Record<string, Entry>}
 */
function readManifest() {
  return fs.existsSync(FILE) ? JSON.parse(fs.readFileSync(FILE, 'utf8')) : {};
}

/** Whether the binary in the place of that key is the one of the manifest, and of the sources with that digest. */
function isCurrent(key, entry, sources) {
  const file = path.join(PREBUILDS, key, 'onceonly.node');
  if (entry === undefined || !fs.existsSync(file)) return false;
  return entry.sources === sources && entry.sha256 === sha256(fs.readFileSync(file));
}

/** Puts a binary in its place in one step, since a process may have the old one open, and notes it. */
function publish(key, bytes, components) {
  const folder = path.join(PREBUILDS, key);
  fs.mkdirSync(folder, { recursive: true });
  replace(path.join(folder, 'onceonly.node'), bytes);
  const entry = { sha256: sha256(bytes), size: bytes.length, sources: sourcesDigest(), components };
  const all = { ...readManifest(), [key]: entry };
  const sorted = Object.fromEntries(
    Object.keys(all)
      .sort()
      .map((each) => [each, all[each]]),
  );
  replace(FILE, `${JSON.stringify(sorted, null, 2)}\n`);
}

function replace(file, content) {
  const fresh = `${file}.${process.pid}`;
  fs.writeFileSync(fresh, content, { mode: 0o644 });
  fs.renameSync(fresh, file);
}

module.exports = { isCurrent, publish, readManifest, sha256, sourcesDigest };
