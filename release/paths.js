'use strict';

const path = require('node:path');

const RELEASE = __dirname;
const ROOT = path.resolve(RELEASE, '..');

/** Where a build reads and writes. A check of reproducibility gives other places for the last two. */
function placesIn(source = ROOT, build = path.join(RELEASE, 'build')) {
  return { source, build, cache: path.join(build, 'cache') };
}

module.exports = {
  MODULES: path.join(RELEASE, 'node_modules'),
  // Packages that npm can't install here.
  PACKAGES: path.join(RELEASE, 'build', 'packages'),
  PREBUILDS: path.join(ROOT, 'prebuilds'),
  RELEASE,
  ROOT,
  placesIn,
};
