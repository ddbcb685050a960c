'use strict';

const path = require('node:path');

const { ROOT } = require('../../helpers/project');
// `sharesRecords`: whether this version and that one may run side by side on one Redis. False once, for 0.1.0.
const LAST = require('./last-release.json');

const RELEASES = path.join(ROOT, 'build', 'releases');

module.exports = {
  LAST,
  RELEASES,
  KEPT: path.join(RELEASES, `${LAST.version}-${LAST.commit.slice(0, 12)}`),
  BINARY: path.join('build', 'addon', 'onceonly.node'),
};
