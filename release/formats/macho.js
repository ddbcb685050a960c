'use strict';

const crypto = require('node:crypto');

const { records, textAt, uleb128 } = require('./bytes.js');

const MACHINES = { 0x01000007: 'x64', 0x0100000c: 'arm64' };
const COMMAND = {
  symbols: 0x2,
  library: 0xc,
  weakLibrary: 0x80000018,
  signature: 0x1d,
  runPath: 0x8000001c,
  linkInfo: 0x80000022,
  exportsTrie: 0x80000033,
  minimum: 0x24,
  build: 0x32,
};
const SYMBOL = { external: 0x01, private: 0x10, debug: 0xe0, type: 0x0e };
// The library number that stands for "whatever the process has".
const DYNAMIC_LOOKUP = 0xfe;
const SIGNATURE = { blob: 0xfade0cc0, directory: 0xfade0c02, adHoc: 0x2, sha256: 2 };

function commandsOf(bytes) {
  const commands = [];
  let at = 32;
  for (let left = bytes.readUInt32LE(16); left > 0; --left) {
    const size = bytes.readUInt32LE(at + 4);
    commands.push({ type: bytes.readUInt32LE(at), at, data: bytes.subarray(at, at + size) });
    at += size;
  }
  return commands;
}

const version = (number) => `${number >>> 16}.${(number >>> 8) & 0xff}`;

function minimumSystem(commands) {
  const build = commands.find(({ type }) => type === COMMAND.build);
  if (build) return version(build.data.readUInt32LE(12));
  const minimum = commands.find(({ type }) => type === COMMAND.minimum);
  return minimum && version(minimum.data.readUInt32LE(8));
}

function symbolsOf(bytes, commands) {
  const { data } = commands.find(({ type }) => type === COMMAND.symbols);
  const strings = data.readUInt32LE(16);
  return records(bytes, data.readUInt32LE(8), data.readUInt32LE(12), 16).map((entry) => ({
    name: textAt(bytes, strings + entry.readUInt32LE(0)),
    isExternal: (entry[4] & SYMBOL.external) !== 0,
    isLocal: (entry[4] & (SYMBOL.external | SYMBOL.private)) !== SYMBOL.external,
    isDebug: (entry[4] & SYMBOL.debug) !== 0,
    isDefined: (entry[4] & SYMBOL.type) !== 0,
    fromProcess: entry[7] === DYNAMIC_LOOKUP,
  }));
}

/** Where the exports lie: each system reads them from one of two commands. */
function trieOf(bytes, commands) {
  const own = commands.find(({ type }) => type === COMMAND.exportsTrie);
  const info = commands.find(({ type }) => type === COMMAND.linkInfo);
  const { data, at } = own ? { data: own.data, at: 8 } : { data: info.data, at: 40 };
  const offset = data.readUInt32LE(at);
  return bytes.subarray(offset, offset + data.readUInt32LE(at + 4));
}

/** The names in a trie: each edge adds some letters, and a node with a size ends a name. */
function namesIn(trie, node = 0, prefix = '') {
  if (trie.length === 0) return [];
  const size = uleb128(trie, node);
  const names = size.value > 0 ? [prefix] : [];
  let at = size.next + size.value;
  for (let edges = trie[at++]; edges > 0; --edges) {
    const letters = textAt(trie, at);
    const child = uleb128(trie, at + letters.length + 1);
    names.push(...namesIn(trie, child.value, prefix + letters));
    at = child.next;
  }
  return names;
}

function codeDirectory(signature) {
  if (signature.readUInt32BE(0) !== SIGNATURE.blob) return undefined;
  const offsets = records(signature, 12, signature.readUInt32BE(8), 8).map((each) =>
    each.readUInt32BE(4),
  );
  const offset = offsets.find((each) => signature.readUInt32BE(each) === SIGNATURE.directory);
  return offset === undefined ? undefined : signature.subarray(offset);
}

/** Whether the hash of each page in the signature is that of the page. */
function pagesMatch(bytes, directory) {
  const [hashes, count, limit] = [16, 28, 32].map((at) => directory.readUInt32BE(at));
  const pageSize = 2 ** directory[39];
  if (directory[37] !== SIGNATURE.sha256 || Math.ceil(limit / pageSize) !== count) return false;
  return records(directory, hashes, count, 32).every((hash, index) => {
    const page = bytes.subarray(index * pageSize, Math.min((index + 1) * pageSize, limit));
    return crypto.createHash('sha256').update(page).digest().equals(hash);
  });
}

/** 'ad-hoc' if the signature has no certificate and is right, else what it is. */
function signatureOf(bytes, commands) {
  const command = commands.find(({ type }) => type === COMMAND.signature);
  if (command === undefined) return 'none';
  const [offset, size] = [8, 12].map((at) => command.data.readUInt32LE(at));
  const directory = codeDirectory(bytes.subarray(offset, offset + size));
  if (directory === undefined || !pagesMatch(bytes, directory)) return 'wrong';
  return (directory.readUInt32BE(12) & SIGNATURE.adHoc) !== 0 ? 'ad-hoc' : 'other';
}

const libraryNames = (commands) =>
  commands
    .filter(({ type }) => type === COMMAND.library || type === COMMAND.weakLibrary)
    .map(({ data }) => textAt(data, data.readUInt32LE(8)));

/** Describes a library or a bundle of macOS with 64 bits, for one processor. */
function readMachO(bytes) {
  const commands = commandsOf(bytes);
  const symbols = symbolsOf(bytes, commands);
  const taken = symbols.filter((each) => each.isExternal && !each.isDefined && !each.isDebug);
  return {
    format: 'macho',
    arch: MACHINES[bytes.readUInt32LE(4)],
    libraries: libraryNames(commands),
    searchPaths: commands
      .filter(({ type }) => type === COMMAND.runPath)
      .map(({ data }) => textAt(data, 12)),
    exports: namesIn(trieOf(bytes, commands)),
    importsOfProcess: taken.filter((each) => each.fromProcess).map(({ name }) => name),
    importsOfSystem: taken.filter((each) => !each.fromProcess).map(({ name }) => name),
    isStripped: !symbols.some((each) => each.isDebug || (each.isLocal && each.isDefined)),
    minimumSystem: minimumSystem(commands),
    signature: signatureOf(bytes, commands),
  };
}

module.exports = { readMachO };
