'use strict';

const { run } = require('./compiling/run.js');
const { ROOT } = require('./paths.js');

// A package that is larger is slow to install, and what is in it should be looked at.
const MAX_BYTES = 2_500_000;

/** The size of the packed tarball. Throws if it is too large. */
function checkTarball() {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [{ size }] = JSON.parse(run('npm', args, { cwd: ROOT }).stdout);
  if (size > MAX_BYTES) throw new Error(`the tarball has ${size} bytes, not ${MAX_BYTES}`);
  return size;
}

module.exports = { MAX_BYTES, checkTarball };
