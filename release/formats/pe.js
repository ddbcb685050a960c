'use strict';

const { records, textAt } = require('./bytes.js');

const MACHINES = { 0x8664: 'x64', 0xaa64: 'arm64' };
const IS_LIBRARY = 0x2000;
const SECURITY = { highEntropy: 0x20, relocatable: 0x40, noExecute: 0x100 };
const DIRECTORY = { exports: 0, imports: 1, debug: 6, delayed: 13 };

function headersOf(bytes) {
  const at = bytes.readUInt32LE(0x3c);
  if (bytes.toString('latin1', at, at + 4) !== 'PE\0\0') throw new Error('no PE signature');
  const optional = at + 24;
  if (bytes.readUInt16LE(optional) !== 0x20b) throw new Error('no PE with 64 bits');
  const sections = records(
    bytes,
    optional + bytes.readUInt16LE(at + 20),
    bytes.readUInt16LE(at + 6),
    40,
  );
  return { at, optional, sections };
}

/** A function that gives the offset in the file of an address in memory. */
function mapper(sections) {
  const ranges = sections.map((header) => ({
    address: header.readUInt32LE(12),
    size: Math.max(header.readUInt32LE(8), header.readUInt32LE(16)),
    offset: header.readUInt32LE(20),
  }));
  return (address) => {
    const range = ranges.find(
      (each) => address - each.address < each.size && address >= each.address,
    );
    if (range === undefined) throw new Error(`address ${address} is in no section`);
    return address - range.address + range.offset;
  };
}

function directoryOf(bytes, optional, index) {
  const at = optional + 112 + index * 8;
  return { address: bytes.readUInt32LE(at), size: bytes.readUInt32LE(at + 4) };
}

function exportsOf(bytes, directory, offsetOf) {
  if (directory.size === 0) return [];
  const table = offsetOf(directory.address);
  const names = offsetOf(bytes.readUInt32LE(table + 32));
  return records(bytes, names, bytes.readUInt32LE(table + 24), 4).map((entry) =>
    textAt(bytes, offsetOf(entry.readUInt32LE(0))),
  );
}

function thunksOf(bytes, offset, offsetOf) {
  const names = [];
  for (let at = offset; bytes.readBigUInt64LE(at) !== 0n; at += 8) {
    const value = bytes.readBigUInt64LE(at);
    const isOrdinal = value >> 63n === 1n;
    names.push(isOrdinal ? `#${value & 0xffffn}` : textAt(bytes, offsetOf(Number(value)) + 2));
  }
  return names;
}

/** The functions that are taken from each library, as `{ library: [name] }`. */
function importsOf(bytes, directory, offsetOf) {
  const found = {};
  if (directory.size === 0) return found;
  for (let at = offsetOf(directory.address); bytes.readUInt32LE(at + 12) !== 0; at += 20) {
    const library = textAt(bytes, offsetOf(bytes.readUInt32LE(at + 12)));
    const thunks = bytes.readUInt32LE(at) || bytes.readUInt32LE(at + 16);
    found[library] = thunksOf(bytes, offsetOf(thunks), offsetOf);
  }
  return found;
}

/** Describes a library or a program of Windows with 64 bits. */
function readPe(bytes) {
  const { at, optional, sections } = headersOf(bytes);
  const offsetOf = mapper(sections);
  const directory = (name) => directoryOf(bytes, optional, DIRECTORY[name]);
  const security = bytes.readUInt16LE(optional + 70);
  const importsByLibrary = importsOf(bytes, directory('imports'), offsetOf);
  return {
    format: 'pe',
    arch: MACHINES[bytes.readUInt16LE(at + 4)],
    isLibrary: (bytes.readUInt16LE(at + 22) & IS_LIBRARY) !== 0,
    exports: exportsOf(bytes, directory('exports'), offsetOf),
    importsByLibrary,
    libraries: Object.keys(importsByLibrary),
    time: bytes.readUInt32LE(at + 8),
    isStripped: bytes.readUInt32LE(at + 12) === 0 && directory('debug').size === 0,
    bindsNow: directory('delayed').size === 0,
    isHardened: Object.values(SECURITY).every((flag) => (security & flag) !== 0),
  };
}

module.exports = { readPe };
