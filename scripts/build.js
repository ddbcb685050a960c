'use strict';

// Builds the addon with plain CMake, offline, into build/addon/onceonly.node.
//
//   node scripts/build.js               configures and builds
//   node scripts/build.js --if-changed  does nothing, quickly, when no input changed since the last build

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { ROOT, buildSteps, isInPath } = require('../lib/native/build-steps.js');
const { forgetMovedBuild } = require('./building/cmake-cache.js');
const { findHeaders } = require('./building/headers.js');

const BUILD = path.join(ROOT, 'build', 'addon');
const BINARY = path.join(BUILD, 'onceonly.node');
const STAMP = path.join(BUILD, 'inputs.txt');
const INPUTS = ['CMakeLists.txt', 'cmake', 'addon', 'scripts/build.js', 'scripts/building'];
const COMPILERS = ['c++', 'g++', 'clang++'];

function say(message) {
  process.stderr.write(`onceonly: ${message}\n`);
}

function fail(message) {
  say(message);
  process.exit(1);
}

function findNodeAddonApi() {
  try {
    return path.dirname(require.resolve('node-addon-api/package.json', { paths: [ROOT] }));
  } catch {
    return undefined;
  }
}

/** The tools that a build needs and this machine lacks, all at once. CMake finds out about hiredis. */
function missingNeeds(nodeAddonApi) {
  const { CXX, CMAKE_GENERATOR } = process.env;
  return [
    ['CMake', isInPath('cmake')],
    ['make', CMAKE_GENERATOR !== undefined || isInPath('make')],
    ['a C++ compiler', CXX !== undefined || COMPILERS.some(isInPath)],
    ['the npm package node-addon-api', nodeAddonApi !== undefined],
  ].flatMap(([need, isThere]) => (isThere ? [] : [need]));
}

function howToBuild() {
  const setup = fs.existsSync(path.join(ROOT, 'scripts', 'setup.sh'));
  return `To build onceonly:\n${buildSteps()}\n${setup ? 'In a checkout, "bash scripts/setup.sh" does all of it.\n' : ''}`;
}

function failWithSteps(message) {
  say(message);
  process.stderr.write(howToBuild());
  process.exit(1);
}

function requireHeaders(found) {
  const { folder, notes } = found;
  if (folder !== undefined) return found;
  return fail(
    `found no headers of Node ${process.version} (${notes.join('; ')}). ` +
      'Set ONCEONLY_NODE_HEADERS to the include/node folder of the Node download for this version.',
  );
}

function* filesUnder(entry) {
  if (!fs.statSync(entry).isDirectory()) {
    yield entry;
    return;
  }
  for (const name of fs.readdirSync(entry).sort()) yield* filesUnder(path.join(entry, name));
}

/** Everything the binary depends on, as text: equal text means that there is nothing to build. */
function describeInputs(nodeAddonApi) {
  const { version } = JSON.parse(fs.readFileSync(path.join(nodeAddonApi, 'package.json'), 'utf8'));
  const { ONCEONLY_NODE_HEADERS: named = 'of Node' } = process.env;
  const lines = [process.platform, process.arch, `headers ${named}`, `node-addon-api ${version}`];
  for (const input of INPUTS) {
    for (const file of filesUnder(path.join(ROOT, input))) {
      const { mtimeMs, size } = fs.statSync(file);
      lines.push(`${path.relative(ROOT, file)} ${mtimeMs} ${size}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

// A binary works on every Node from the one on whose headers it was built, so that another Node need not build again.
function isUpToDate(inputs) {
  if (!fs.existsSync(BINARY) || !fs.existsSync(STAMP)) return false;
  const stamp = fs.readFileSync(STAMP, 'utf8');
  const firstEnd = stamp.indexOf('\n');
  const isOld = Number(stamp.slice(0, firstEnd)) <= Number.parseInt(process.versions.node, 10);
  return isOld && stamp.slice(firstEnd + 1) === inputs;
}

function cmake(args) {
  const { status, error } = spawnSync('cmake', args, { cwd: ROOT, stdio: 'inherit' });
  if (error) fail(`cmake cannot be run: ${error.message}`);
  if (status !== 0) failWithSteps('the build failed; what CMake and the compiler said is above.');
}

function configure(headers, nodeAddonApi) {
  if (forgetMovedBuild(BUILD, ROOT)) {
    say('the build folder was made in another place; everything is built anew.');
  }
  cmake([
    ...['-S', ROOT, '-B', BUILD, '-DCMAKE_BUILD_TYPE=Release', '-DONCEONLY_ADDON=ON'],
    `-DONCEONLY_NODE_HEADERS=${headers}`,
    `-DONCEONLY_NODE_ADDON_API=${nodeAddonApi}`,
    `-DONCEONLY_WERROR=${process.env.CI === 'true' ? 'ON' : 'OFF'}`,
  ]);
}

/** A process that has the old binary mapped keeps it: the new one takes its name in one step. */
function publish() {
  const fresh = `${BINARY}.${process.pid}`;
  fs.copyFileSync(path.join(BUILD, 'module', 'onceonly.node'), fresh);
  fs.renameSync(fresh, BINARY);
}

function main() {
  if (process.platform === 'win32')
    fail('Windows is not supported; build in WSL or in a container.');
  const nodeAddonApi = findNodeAddonApi();
  const inputs = nodeAddonApi && describeInputs(nodeAddonApi);
  if (process.argv.includes('--if-changed') && isUpToDate(inputs)) return;
  const missing = missingNeeds(nodeAddonApi);
  if (missing.length > 0) failWithSteps(`the build needs ${missing.join(', ')}.`);
  const { folder, version, notes } = requireHeaders(findHeaders(process.env));
  for (const note of notes) say(`${note}; the build takes the headers in ${folder}.`);
  configure(folder, nodeAddonApi);
  cmake(['--build', BUILD, '--parallel', String(os.availableParallelism())]);
  publish();
  fs.writeFileSync(STAMP, `${Number.parseInt(version, 10)}\n${inputs}`);
}

main();
