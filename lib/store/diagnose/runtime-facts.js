'use strict';

const { findBinary } = require('../../native/find-binary');
const { usesMusl } = require('../../native/libc');
const { platformKey } = require('../../native/platform');
const { version } = require('../../../package.json');

/** @import { RuntimeFacts } from '../../../types/operate' */

/** @returns {RuntimeFacts} */
function runtimeFacts() {
  const isLinux = process.platform === 'linux';
  return {
    onceonly: version,
    node: process.versions.node,
    platform: platformKey(),
    libc: isLinux ? (usesMusl() ? 'musl' : 'glibc') : null,
    binary: findBinary(),
  };
}

module.exports = { runtimeFacts };
