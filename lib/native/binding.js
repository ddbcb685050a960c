'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { BUILD_COMMAND, ROOT, buildSteps } = require('./build-steps.js');
const { platformKey } = require('./platform.js');
const { helpOf } = require('../util/help.js');
const { findMismatch } = require('./runtime-check.js');

// The layout of the addon that lib/ is written for: see addon/binding/layout.h.
const LAYOUT_VERSION = 1;
const PREBUILDS = path.join(ROOT, 'prebuilds');
const EXTERNAL =
  'esbuild: --external:onceonly; webpack: externals: { onceonly: "commonjs onceonly" }; ' +
  'Next.js: serverExternalPackages: ["onceonly"]';

/**
 * @param {string} code
 * @param {string} message
 * @param {unknown} [cause]
 */
function loadError(code, message, cause) {
  const error = new Error(`onceonly: ${message}`, cause === undefined ? undefined : { cause });
  return Object.assign(error, { code, help: helpOf('errors', code) });
}

function runtime() {
  return `Node ${process.version} on ${platformKey()}`;
}

function findBinary() {
  if (process.env.ONCEONLY_BINARY) return path.resolve(process.env.ONCEONLY_BINARY);
  const local = path.join(ROOT, 'build', 'addon', 'onceonly.node');
  if (fs.existsSync(local)) return local;
  const prebuilt = path.join(PREBUILDS, platformKey(), 'onceonly.node');
  if (fs.existsSync(prebuilt)) return prebuilt;
  throw isBundled() ? bundledError() : noBinaryError();
}

/** Whether a bundler has made this file a part of another one, where nothing of the package lies beside it. */
function isBundled() {
  if (typeof __filename !== 'string' || path.basename(__filename) !== 'binding.js') return true;
  return !fs.existsSync(__filename);
}

function bundledError() {
  return loadError(
    'BUNDLED',
    'this package has a native binary and cannot be part of a bundle; mark onceonly as external and install it beside the bundle ' +
      `(${EXTERNAL}), or set ONCEONLY_BINARY to the path of onceonly.node.`,
  );
}

function noBinaryError() {
  if (process.platform === 'win32') {
    return loadError(
      'NO_BINARY',
      `Windows is not supported (${runtime()}); run your app in WSL or in a Linux container.`,
    );
  }
  return loadError(
    'NO_BINARY',
    `this package holds no binary for ${runtime()}${heldBinaries()}. To build one:\n${buildSteps()}\n` +
      'ONCEONLY_BINARY names a binary that lies elsewhere.',
  );
}

function heldBinaries() {
  const held = fs.existsSync(PREBUILDS) ? fs.readdirSync(PREBUILDS) : [];
  return held.length === 0 ? '' : `, only for ${held.join(', ')}`;
}

/**
 * The dynamic linker reports only text, so its words are the only way to tell the causes apart.
 * @param {string} file
 * @param {any} cause
 */
function explain(file, cause) {
  const text = String(cause?.message);
  if (cause?.code === 'ERR_DLOPEN_DISABLED') {
    return loadError(
      'ADDONS_DISABLED',
      'this process may not load addons; start it without --no-addons, and under --permission with --allow-addons.',
      cause,
    );
  }
  if (/version [`'"]?(GLIBC|GLIBCXX|CXXABI)_\S+ not found/.test(text)) {
    return loadError(
      'TOO_OLD_LIBC',
      `the C or C++ library of this system is older than the one that ${file} was built with; build it here with "${BUILD_COMMAND}".`,
      cause,
    );
  }
  if (/undefined symbol|symbol not found/i.test(text)) {
    return loadError(
      'WRONG_RUNTIME',
      `${runtime()} lacks a function of libuv 1 or OpenSSL 3 that ${file} needs; use a Node release of nodejs.org, or build for this one with "${BUILD_COMMAND}".`,
      cause,
    );
  }
  return loadError(
    'NO_BINARY',
    `${file} is no binary that ${runtime()} can load; build one with "${BUILD_COMMAND}", or unset ONCEONLY_BINARY if it is set.`,
    cause,
  );
}

/** @param {string} file */
function open(file) {
  /** @type {{ exports: any }} */
  const loaded = { exports: {} };
  try {
    process.dlopen(loaded, file);
  } catch (cause) {
    throw explain(file, cause);
  }
  return loaded.exports;
}

function load() {
  const file = findBinary();
  const native = open(file);
  if (typeof native.versions !== 'function') throw explain(file, undefined);
  const mismatch = findMismatch(native.versions());
  if (mismatch !== null) {
    throw loadError(
      'WRONG_RUNTIME',
      `${runtime()} cannot use ${file}: ${mismatch}; build it for this Node with "${BUILD_COMMAND}".`,
    );
  }
  if (native.layout?.version !== LAYOUT_VERSION) throw staleBinary(file, native.layout?.version);
  return native;
}

/** An addon with another layout would take one number of a call for another. */
function staleBinary(file, version = 'unknown') {
  return loadError(
    'STALE_BINARY',
    `${file} is of another version of this package (layout ${version}, not ${LAYOUT_VERSION}); build it anew with "${BUILD_COMMAND}", or unset ONCEONLY_BINARY if it is set.`,
  );
}

module.exports = load();
