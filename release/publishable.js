'use strict';

// Ends with 1 unless prebuilds/ holds a checked binary of these sources for each platform, and none beside them.

const fs = require('node:fs');
const path = require('node:path');

const { isCurrent, readManifest, sourcesDigest } = require('./manifest.js');
const { PREBUILDS } = require('./paths.js');
const { checkTarball } = require('./tarball.js');
const { TARGETS } = require('./targets.js');

function problems() {
  const released = readManifest();
  const sources = sourcesDigest();
  const wanted = TARGETS.map(({ key }) => key);
  const held = fs.existsSync(PREBUILDS)
    ? fs
        .readdirSync(PREBUILDS)
        .filter((name) => fs.statSync(path.join(PREBUILDS, name)).isDirectory())
    : [];
  return [
    ...wanted
      .filter((key) => !isCurrent(key, released[key], sources))
      .map((key) => `${key} is not built`),
    ...held
      .filter((key) => !wanted.includes(key))
      .map((key) => `${key} is no platform of a release`),
  ];
}

const found = problems();
if (found.length > 0) {
  process.stderr.write(`onceonly: not to be published:\n- ${found.join('\n- ')}\n`);
  process.exit(1);
}
process.stdout.write(`the tarball: ${checkTarball()} bytes\n`);
