'use strict';

/** The text from `offset` to the next zero byte. */
function textAt(bytes, offset) {
  return bytes.toString('latin1', offset, bytes.indexOf(0, offset));
}

/** `count` records of `size` bytes each, as parts of `bytes`. */
function records(bytes, offset, count, size) {
  return Array.from({ length: count }, (_, index) => {
    const at = offset + index * size;
    if (at + size > bytes.length) throw new Error('the file ends inside a table');
    return bytes.subarray(at, at + size);
  });
}

/** A number of variable length (unsigned LEB128), and the offset behind it. */
function uleb128(bytes, offset) {
  let value = 0;
  let shift = 1;
  for (let at = offset; ; ++at) {
    value += (bytes[at] & 0x7f) * shift;
    shift *= 128;
    if ((bytes[at] & 0x80) === 0) return { value, next: at + 1 };
  }
}

module.exports = { records, textAt, uleb128 };
