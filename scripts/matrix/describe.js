'use strict';

// Loads the binary that ONCEONLY_BINARY names, and prints where it is as JSON.

const fs = require('node:fs');
const path = require('node:path');

require('../../lib/native/binding.js');

const { header, sharedObjects } = process.report.getReport();
const binary = fs.realpathSync(process.env.ONCEONLY_BINARY);
// Otherwise every figure of the row would be about another binary.
if (!sharedObjects.some((file) => fs.existsSync(file) && fs.realpathSync(file) === binary)) {
  throw new Error(`${path.basename(binary)} was not loaded`);
}
const [, system] = /^PRETTY_NAME="(.*)"$/m.exec(fs.readFileSync('/etc/os-release', 'utf8'));
console.log(
  JSON.stringify({
    node: process.versions.node,
    libc: `glibc ${header.glibcVersionRuntime}`,
    system,
  }),
);
