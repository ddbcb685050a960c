'use strict';

const { readElf } = require('./elf.js');
const { readMachO } = require('./macho.js');
const { readPe } = require('./pe.js');

/** Describes a native binary by its own headers: format, processor, libraries, exports, imports. */
function describeBinary(bytes) {
  if (bytes.readUInt32BE(0) === 0x7f454c46) return readElf(bytes);
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return readMachO(bytes);
  if (bytes.toString('latin1', 0, 2) === 'MZ') return readPe(bytes);
  throw new Error('no binary of Linux, macOS or Windows with 64 bits');
}

module.exports = { describeBinary };
