'use strict';

const path = require('node:path');

const { buildCommand, buildSteps, isThere } = require('./build-steps.js');
const { codedError, loadError } = require('./coded-error.js');
const { platformKey } = require('./platform.js');
const fs = require('./real-fs.js');

const EXTERNAL =
  'esbuild: --external:onceonly; webpack: externals: { onceonly: "commonjs onceonly" }; ' +
  'Next.js: serverExternalPackages: ["onceonly"]';

function runtime(key = platformKey()) {
  return `Node ${process.version} on ${key}`;
}

/** @param {string} other the program that stands in for Node */
function unsupportedRuntime(other) {
  return loadError(
    'UNSUPPORTED_RUNTIME',
    `this package runs in Node and not in ${other}, which lacks the OpenSSL of Node; run the code that needs it in a process of Node.`,
  );
}

/** A context of node:vm has no place in a snapshot either, so Node prints the line of this error. */
function noSnapshot() {
  return codedError(
    'ADDONS_DISABLED',
    'a startup snapshot cannot hold an addon; leave this package out of the script that the snapshot is made of.',
  );
}

/** @param {string} [folder] of the bundle, if the bundle knows it */
function bundledError(folder) {
  const place = folder === undefined ? 'the folder of the bundle' : folder;
  return loadError(
    'BUNDLED',
    'this package has a native binary, which a bundle cannot hold; mark onceonly as external and install it beside the bundle ' +
      `(${EXTERNAL}), or copy node_modules/onceonly/prebuilds to ${place}, or set ONCEONLY_BINARY to the path of onceonly.node.`,
  );
}

/**
 * @param {string} key of this platform
 * @param {string} prebuilds the folder with those of all platforms
 */
function noBinaryError(key, prebuilds) {
  if (mayNotRead(prebuilds)) {
    return loadError(
      'ADDONS_DISABLED',
      `this process may not read ${prebuilds}; add it to --allow-fs-read, or the folder of your app.`,
    );
  }
  const held = heldBinaries(prebuilds);
  const problem = `this package holds no binary for ${runtime(key)}${ofMusl(key)}${only(held)}.`;
  if (process.platform === 'win32') {
    return loadError(
      'NO_BINARY',
      `${problem}${nodeForX64(key, held)} It cannot be built on Windows: run your app in WSL or in a Linux container.`,
    );
  }
  return loadError(
    'NO_BINARY',
    `${problem}${glibcImage(key, held)} To build one:\n${buildSteps()}\n` +
      'ONCEONLY_BINARY names a binary that lies elsewhere.',
  );
}

/** @param {string} prebuilds */
function heldBinaries(prebuilds) {
  const entries = isThere(prebuilds) ? fs.readdirSync(prebuilds, { withFileTypes: true }) : [];
  const folders = entries.filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).sort();
}

/** @param {string} folder */
function mayNotRead(folder) {
  /** @type {any} */
  const { permission } = process;
  return permission !== undefined && !permission.has('fs.read', folder);
}

const isMusl = (/** @type {string} */ key) => key.endsWith('-musl');

/** @param {string} key */
function ofMusl(key) {
  return isMusl(key) ? ' (its C library is musl, as in Alpine Linux)' : '';
}

/** @param {string[]} held */
function only(held) {
  return held.length === 0 ? '' : `, only for ${held.join(', ')}`;
}

/**
 * @param {string} key
 * @param {string[]} held
 */
function glibcImage(key, held) {
  if (!isMusl(key) || !held.includes(key.replace(/-musl$/, ''))) return '';
  return ' An image with glibc, such as node:24-slim, needs no build.';
}

/**
 * @param {string} key
 * @param {string[]} held
 */
function nodeForX64(key, held) {
  if (key !== 'win32-arm64' || !held.includes('win32-x64')) return '';
  return ' Use the Node for x64, which runs on Windows for arm64 too.';
}

/**
 * The dynamic linker reports only text, so its words are the only way to tell the causes apart. Those of glibc, musl, macOS
 * and Windows differ.
 * @param {string} file
 * @param {any} [cause]
 */
function explain(file, cause) {
  const text = String(cause?.message);
  if (cause?.code === 'ERR_DLOPEN_DISABLED') return addonsDisabled(cause);
  if (/version [`'"]?(GLIBC|GLIBCXX|CXXABI)_\S+ not found/.test(text)) {
    return loadError(
      'TOO_OLD_LIBC',
      `the C or C++ library of this system is older than the one that ${file} was built with; build it here with "${buildCommand()}".`,
      cause,
    );
  }
  if (/undefined symbol|symbol not found|procedure could not be found/i.test(text)) {
    return loadError(
      'WRONG_RUNTIME',
      `${runtime()} lacks a function of libuv 1, OpenSSL 3 or the C library that ${file} needs; use a Node release of nodejs.org, or build for this one with "${buildCommand()}".`,
      cause,
    );
  }
  const program = path.win32.basename(process.execPath);
  // The binary asks Windows for node.exe by name: that is the module.
  if (/module could not be found/i.test(text) && program.toLowerCase() !== 'node.exe') {
    return loadError(
      'WRONG_RUNTIME',
      `${file} takes its functions from node.exe, and this program is named ${program}; name it node.exe.`,
      cause,
    );
  }
  return loadError('NO_BINARY', `${file} ${unusable(file)}`, cause);
}

/** @param {unknown} cause */
function addonsDisabled(cause) {
  return loadError(
    'ADDONS_DISABLED',
    'this process may not load addons; start it without --no-addons, and under --permission with --allow-addons.',
    cause,
  );
}

/** @param {string} file */
function unusable(file) {
  if (process.versions.pnp !== undefined && /\.zip[\\/]/.test(file)) {
    return 'lies in a zip file of Yarn; set dependenciesMeta.onceonly.unplugged to true in package.json, and run "yarn install".';
  }
  return `is no binary that ${runtime()} can load; build one with "${buildCommand()}", or unset ONCEONLY_BINARY if it is set.`;
}

/**
 * @param {string} file
 * @param {string} mismatch
 */
function wrongRuntime(file, mismatch) {
  return loadError(
    'WRONG_RUNTIME',
    `${runtime()} cannot use ${file}: ${mismatch}; build it for this Node with "${buildCommand()}".`,
  );
}

/**
 * An addon with another layout would take one number of a call for another.
 * @param {string} file
 * @param {number} wanted
 * @param {number | string} [version]
 */
function staleBinary(file, wanted, version = 'unknown') {
  return loadError(
    'STALE_BINARY',
    `${file} is of another version of this package (layout ${version}, not ${wanted}); build it anew with "${buildCommand()}", or unset ONCEONLY_BINARY if it is set.`,
  );
}

module.exports = {
  bundledError,
  explain,
  noBinaryError,
  noSnapshot,
  staleBinary,
  unsupportedRuntime,
  wrongRuntime,
};
