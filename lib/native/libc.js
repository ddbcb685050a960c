'use strict';

const { Buffer } = require('node:buffer');

const fs = require('./real-fs.js');

// Node's ELF header and its program headers lie in this many bytes at its begin.
const HEAD_BYTES = 4096;
const ELF64_LITTLE_ENDIAN = Buffer.from('\x7fELF\x02\x01', 'latin1');
const PT_INTERP = 3;

/**
 * Whether the C library of this process is musl. Node's own file names its dynamic linker, which belongs to one library.
 * That `/lib/ld-musl-*` is there says less: Debian has a package of it. Reading it takes 0.3 ms, a report 8 to 40 ms.
 */
function usesMusl() {
  if (process.platform !== 'linux') return false;
  const linker = linkerOf(process.execPath);
  return linker === undefined ? isReportedAsMusl() : linker.includes('ld-musl');
}

/**
 * The dynamic linker that an executable names, or undefined: of a file that cannot be read, as under --permission, and of
 * one that is no ELF file with 64 bits.
 * @param {string} file
 */
function linkerOf(file) {
  /** @type {number | undefined} */
  let fd;
  try {
    fd = fs.openSync(file, 'r');
    return findLinker(fd);
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}

/** @param {number} fd */
function findLinker(fd) {
  const head = readAt(fd, 0, HEAD_BYTES);
  if (!head.subarray(0, ELF64_LITTLE_ENDIAN.length).equals(ELF64_LITTLE_ENDIAN)) return undefined;
  const start = Number(head.readBigUInt64LE(32));
  const [size, count] = [head.readUInt16LE(54), head.readUInt16LE(56)];
  for (let at = start; at < start + size * count; at += size) {
    if (head.readUInt32LE(at) !== PT_INTERP) continue;
    const [offset, bytes] = [head.readBigUInt64LE(at + 8), head.readBigUInt64LE(at + 32)];
    return readAt(fd, Number(offset), Number(bytes)).toString('latin1');
  }
  return undefined;
}

/**
 * @param {number} fd
 * @param {number} offset
 * @param {number} size
 */
function readAt(fd, offset, size) {
  const bytes = Buffer.alloc(size);
  return bytes.subarray(0, fs.readSync(fd, bytes, 0, size, offset));
}

function isReportedAsMusl() {
  /** @type {any} */
  const report = process.report;
  const before = report.excludeNetwork;
  // Without this the report looks up the name of every open socket's peer.
  report.excludeNetwork = true;
  try {
    return !report.getReport().header.glibcVersionRuntime;
  } finally {
    report.excludeNetwork = before;
  }
}

module.exports = { linkerOf, usesMusl };
