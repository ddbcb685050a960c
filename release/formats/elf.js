'use strict';

const { records, textAt } = require('./bytes.js');

const MACHINES = { 0x3e: 'x64', 0xb7: 'arm64' };
const SECTION = {
  symbols: 2,
  dynamic: 6,
  dynamicSymbols: 11,
  needs: 0x6ffffffe,
  versions: 0x6fffffff,
};
// The first two version numbers mean local and global, without a version.
const LAST_UNVERSIONED = 1;
const SEGMENT = { stack: 0x6474e551, relro: 0x6474e552 };
const TAG = { needed: 1, soname: 14, rpath: 15, textrel: 22, flags: 30, runpath: 29 };
const TAG_FLAGS_1 = 0x6ffffffb;
const FLAG = { textrel: 0x4, now: 0x8 };
const FLAG_1 = { now: 0x1, nodelete: 0x8 };

function sectionsOf(bytes) {
  const table = Number(bytes.readBigUInt64LE(0x28));
  return records(bytes, table, bytes.readUInt16LE(0x3c), 64).map((header) => ({
    type: header.readUInt32LE(4),
    offset: Number(header.readBigUInt64LE(0x18)),
    size: Number(header.readBigUInt64LE(0x20)),
    link: header.readUInt32LE(0x28),
    info: header.readUInt32LE(0x2c),
  }));
}

function segmentsOf(bytes) {
  const table = Number(bytes.readBigUInt64LE(0x20));
  return records(bytes, table, bytes.readUInt16LE(0x38), 56).map((header) => ({
    type: header.readUInt32LE(0),
    isExecutable: (header.readUInt32LE(4) & 1) !== 0,
  }));
}

/** Pairs of tag and value, as numbers. */
function dynamicOf(bytes, section) {
  return records(bytes, section.offset, section.size / 16, 16).map((entry) => [
    Number(entry.readBigUInt64LE(0)),
    Number(BigInt.asUintN(53, entry.readBigUInt64LE(8))),
  ]);
}

function symbolsOf(bytes, section, strings) {
  return records(bytes, section.offset, section.size / 24, 24).map((entry) => ({
    name: textAt(bytes, strings.offset + entry.readUInt32LE(0)),
    isLocal: entry[4] >> 4 === 0,
    isWeak: entry[4] >> 4 === 2,
    isDefined: entry.readUInt16LE(6) !== 0,
  }));
}

/** The dynamic symbols, each with `hasVersion`: whether it is bound to a version of its library. */
function dynamicSymbolsOf(bytes, sections) {
  const section = sections.find(({ type }) => type === SECTION.dynamicSymbols);
  const versions = sections.find(({ type }) => type === SECTION.versions);
  const symbols = symbolsOf(bytes, section, sections[section.link]);
  return symbols.map((symbol, index) => ({
    ...symbol,
    hasVersion:
      versions !== undefined &&
      (bytes.readUInt16LE(versions.offset + 2 * index) & 0x7fff) > LAST_UNVERSIONED,
  }));
}

/** The versions that a file needs of its libraries, as `{ library, version }`. */
function versionsOf(bytes, section, strings) {
  const found = [];
  let need = section.offset;
  for (let left = section.info; left > 0; --left) {
    const library = textAt(bytes, strings.offset + bytes.readUInt32LE(need + 4));
    let entry = need + bytes.readUInt32LE(need + 8);
    for (let count = bytes.readUInt16LE(need + 2); count > 0; --count) {
      const version = textAt(bytes, strings.offset + bytes.readUInt32LE(entry + 8));
      found.push({ library, version });
      entry += bytes.readUInt32LE(entry + 12);
    }
    need += bytes.readUInt32LE(need + 12);
  }
  return found;
}

function linkage(bytes, sections) {
  const section = sections.find(({ type }) => type === SECTION.dynamic);
  if (section === undefined) throw new Error('the file has no dynamic section');
  const strings = sections[section.link];
  const entries = dynamicOf(bytes, section);
  const values = (tag) => entries.flatMap(([each, value]) => (each === tag ? [value] : []));
  const texts = (tag) => values(tag).map((offset) => textAt(bytes, strings.offset + offset));
  const [flags = 0] = values(TAG.flags);
  const [flags1 = 0] = values(TAG_FLAGS_1);
  return {
    libraries: texts(TAG.needed),
    searchPaths: [...texts(TAG.rpath), ...texts(TAG.runpath)],
    bindsNow: (flags & FLAG.now) !== 0 && (flags1 & FLAG_1.now) !== 0,
    isNeverUnloaded: (flags1 & FLAG_1.nodelete) !== 0,
    writesToCode: values(TAG.textrel).length > 0 || (flags & FLAG.textrel) !== 0,
  };
}

/** Describes a shared library or a program of Linux with 64 bits. */
function readElf(bytes) {
  const sections = sectionsOf(bytes);
  const segments = segmentsOf(bytes);
  const symbols = dynamicSymbolsOf(bytes, sections).filter(({ isLocal }) => !isLocal);
  const needs = sections.find(({ type }) => type === SECTION.needs);
  const namesOf = (which) => symbols.filter(which).map(({ name }) => name);
  return {
    format: 'elf',
    arch: MACHINES[bytes.readUInt16LE(0x12)],
    ...linkage(bytes, sections),
    exports: namesOf(({ isDefined }) => isDefined),
    imports: namesOf(({ isDefined, isWeak }) => !isDefined && !isWeak),
    unversionedImports: namesOf((each) => !each.isDefined && !each.isWeak && !each.hasVersion),
    versions: needs === undefined ? [] : versionsOf(bytes, needs, sections[needs.link]),
    isStripped: !sections.some(({ type }) => type === SECTION.symbols),
    hasExecutableStack: segments.some(
      ({ type, isExecutable }) => type === SEGMENT.stack && isExecutable,
    ),
    protectsRelocations: segments.some(({ type }) => type === SEGMENT.relro),
  };
}

module.exports = { readElf };
