'use strict';

const { execFileSync } = require('node:child_process');

const { atEnd } = require('../../helpers/cleanups.js');
const { freshFolder } = require('./libraries.js');

/** A disk of its own in memory: `{ folder, setReadOnly() }`. Only root may mount one. */
function mountDisk(kilobytes) {
  const folder = freshFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder]);
  atEnd(() => execFileSync('umount', ['--lazy', folder]));
  return {
    folder,
    setReadOnly: () => execFileSync('mount', ['-o', 'remount,ro', folder]),
  };
}

module.exports = { mountDisk };
