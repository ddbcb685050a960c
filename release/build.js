'use strict';

// Makes the binaries of a release, into prebuilds/, and checks each.
//
//   npm run release:build                             for all platforms
//   npm run release:build -- --only linux-x64         for one; may be given more than once
//   npm run release:build -- --check-reproducible     builds each a second time, from a copy of the sources
//
// The first build for a platform takes minutes, because it builds a C++ library too.

const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');

const { checkBinary } = require('./checks.js');
const { compile } = require('./compiling/compile.js');
const { run } = require('./compiling/run.js');
const { publish, readManifest } = require('./manifest.js');
const { RELEASE, placesIn } = require('./paths.js');
const { linkedComponents } = require('./parts/linked.js');
const { checkParts, writeParts } = require('./parts/index.js');
const { buildElsewhere } = require('./reproduce.js');
const { checkTarball } = require('./tarball.js');
const { TARGETS, targetOf } = require('./targets.js');

function say(message) {
  process.stdout.write(`${message}\n`);
}

function installPackages() {
  const lock = path.join(RELEASE, 'package-lock.json');
  const installed = path.join(RELEASE, 'node_modules', '.package-lock.json');
  if (fs.existsSync(installed) && fs.statSync(installed).mtimeMs >= fs.statSync(lock).mtimeMs)
    return;
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: RELEASE });
}

/** Throws what is wrong with a binary, if anything is. */
function requireGood(target, problems) {
  if (problems.length === 0) return;
  throw new Error(`the binary for ${target.key} may not be released:\n- ${problems.join('\n- ')}`);
}

/** Throws if another build gave another binary, and keeps it to be looked at. */
function requireSame(target, file, other) {
  if (other.equals(fs.readFileSync(file))) return;
  fs.writeFileSync(`${file}.elsewhere`, other);
  throw new Error(`two builds for ${target.key} differ: compare ${file} with ${file}.elsewhere`);
}

function make(target, isTwice) {
  const built = compile(target, placesIn());
  const bytes = fs.readFileSync(built.file);
  const components = linkedComponents(built);
  requireGood(target, [...checkBinary(target, bytes), ...checkParts(target.key, components)]);
  if (isTwice) requireSame(target, built.file, buildElsewhere(target));
  publish(target.key, bytes, components);
  say(`${target.key}: ${bytes.length} bytes${isTwice ? ', the same in two folders' : ''}`);
}

function main() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      'check-reproducible': { type: 'boolean', default: false },
    },
  });
  const targets = values.only === undefined ? TARGETS : values.only.map(targetOf);
  installPackages();
  writeParts();
  for (const target of targets) make(target, values['check-reproducible']);
  const missing = TARGETS.filter(({ key }) => readManifest()[key] === undefined);
  if (missing.length > 0) say(`still missing: ${missing.map(({ key }) => key).join(', ')}`);
  say(`the tarball: ${checkTarball()} bytes`);
}

main();
