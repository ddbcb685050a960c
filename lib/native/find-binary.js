'use strict';

const path = require('node:path');

const { isThere } = require('./build-steps.js');
const { bundledError, noBinaryError } = require('./load-errors.js');
const { platformKey } = require('./platform.js');

// Tools that collect the files of an app, such as Next.js and ncc, look for exactly these expressions: one call that begins
// with `__dirname`. They take the binaries along, and ncc writes the new path in place of the expression.
const localBuild = () => path.resolve(__dirname, '..', '..', 'build', 'addon', 'onceonly.node');
const prebuilt = (/** @type {string} */ key) =>
  path.resolve(__dirname, '..', '..', 'prebuilds', key, 'onceonly.node');

/** The file to load. A build of this machine goes before the binary that came with the package. */
function findBinary() {
  if (process.env.ONCEONLY_BINARY) return path.resolve(process.env.ONCEONLY_BINARY);
  if (isBundled()) return findBesideBundle();
  const built = localBuild();
  if (isThere(built)) return built;
  const key = platformKey();
  const shipped = prebuilt(key);
  if (isThere(shipped)) return shipped;
  throw noBinaryError(key, path.dirname(path.dirname(shipped)));
}

/** Whether a bundler has made this file a part of another one, where nothing of the package lies beside it. */
function isBundled() {
  if (typeof __filename !== 'string' || path.basename(__filename) !== 'find-binary.js') return true;
  return !isThere(__filename);
}

/** The binary in the folder of the bundle. Nothing outside of it is loaded: others may write to a folder above. */
function findBesideBundle() {
  if (typeof __dirname !== 'string') throw bundledError();
  const key = platformKey();
  const copies = path.resolve(__dirname, 'prebuilds');
  const copy = path.join(copies, key, 'onceonly.node');
  const found = [copy, localBuild(), prebuilt(key)].filter(isBesideBundle).find(isThere);
  if (found !== undefined) return found;
  throw isThere(copies) ? noBinaryError(key, copies) : bundledError(__dirname);
}

/** @param {string} file */
function isBesideBundle(file) {
  return file.startsWith(path.resolve(__dirname) + path.sep);
}

module.exports = { findBinary };
