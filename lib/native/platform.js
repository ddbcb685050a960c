'use strict';

const { usesMusl } = require('./libc.js');

/**
 * The folder under `prebuilds/` that holds the binary for this process.
 * @returns {string} `<platform>-<arch>`, with `-musl` where the C library is musl
 */
function platformKey() {
  return `${process.platform}-${process.arch}${usesMusl() ? '-musl' : ''}`;
}

module.exports = { platformKey };
