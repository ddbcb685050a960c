'use strict';

const UV_MAJOR = 1;
const OPENSSL_MAJOR = 3;
// Programs that run code for Node without Node's OpenSSL, by their names in `process.versions`. Their linker would only name
// a function that is missing.
const OTHERS = { electron: 'Electron', bun: 'Bun', deno: 'Deno' };

/**
 * @typedef {object} Versions
 * @property {number} napi
 * @property {string} uvCompiled
 * @property {string} uvRuntime
 * @property {string} opensslCompiled
 * @property {string} opensslRuntime
 * @property {boolean} handleSizesMatch
 */

/** @param {string} version */
function major(version) {
  return Number.parseInt(version, 10);
}

/**
 * Node-API's promise of a stable ABI covers neither libuv nor OpenSSL, which the addon takes from the process.
 * @param {Versions} versions what the addon's `versions()` returns
 * @returns {string | null} what does not fit, or null
 */
function findMismatch(versions) {
  const { uvCompiled, uvRuntime, opensslCompiled, opensslRuntime } = versions;
  if (major(uvRuntime) !== UV_MAJOR) {
    return `it has libuv ${uvRuntime} and the binary needs libuv ${UV_MAJOR}`;
  }
  if (major(opensslRuntime) !== OPENSSL_MAJOR) {
    return `it has OpenSSL ${opensslRuntime} and the binary needs OpenSSL ${OPENSSL_MAJOR}, like ${opensslCompiled}`;
  }
  if (!versions.handleSizesMatch) {
    return `its libuv ${uvRuntime} has other handle sizes than libuv ${uvCompiled}, which the binary was built with`;
  }
  return null;
}

/**
 * The program that stands in for Node, with its version, or null.
 * @param {Record<string, string | undefined>} versions `process.versions`
 */
function findOtherRuntime(versions) {
  const found = Object.entries(OTHERS).find(([key]) => versions[key] !== undefined);
  return found === undefined ? null : `${found[1]} ${versions[found[0]]}`;
}

/**
 * Whether this process runs a script for a startup snapshot, which ends the process if it finds an addon. Asking node:v8 would
 * load it for everybody.
 * @param {readonly string[]} flags `process.execArgv`
 */
function makesSnapshot(flags) {
  return flags.some((flag) => /^--(build-snapshot|build-sea|experimental-sea-config)\b/.test(flag));
}

module.exports = { findMismatch, findOtherRuntime, makesSnapshot };
