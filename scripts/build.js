'use strict';

// Builds the addon with plain CMake, offline, into build/addon/onceonly.node.
//
//   node scripts/build.js               configures and builds
//   node scripts/build.js --if-changed  does nothing, quickly, when no input changed since the last build

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');
const BUILD = path.join(ROOT, 'build', 'addon');
const BINARY = path.join(BUILD, 'onceonly.node');
const STAMP = path.join(BUILD, 'inputs.txt');
const HEADERS = ['node_api.h', 'uv.h', path.join('openssl', 'evp.h')];
const INPUTS = ['CMakeLists.txt', 'cmake', 'addon', 'scripts/build.js'];

function fail(message) {
  process.stderr.write(`onceonly: ${message}\n`);
  process.exit(1);
}

function headerCandidates(env) {
  const nodedir = env.npm_config_nodedir;
  return [
    ...(nodedir ? [path.join(nodedir, 'include', 'node')] : []),
    path.resolve(process.execPath, '..', '..', 'include', 'node'),
  ];
}

function holdsHeaders(folder) {
  return HEADERS.every((header) => fs.existsSync(path.join(folder, header)));
}

function findHeaders(env) {
  const named = env.ONCEONLY_NODE_HEADERS;
  const candidates = named ? [path.resolve(named)] : headerCandidates(env);
  const found = candidates.find(holdsHeaders);
  if (found) return found;
  return fail(
    `found no folder with ${HEADERS.join(', ')} of Node ${process.version} (looked in ${candidates.join(', ')}): ` +
      'set ONCEONLY_NODE_HEADERS to the include/node folder of the Node download for this version.',
  );
}

function findNodeAddonApi() {
  try {
    return path.dirname(require.resolve('node-addon-api/package.json', { paths: [ROOT] }));
  } catch {
    return fail('found no node-addon-api: run "npm install --no-save node-addon-api@8" first.');
  }
}

function* filesUnder(entry) {
  if (!fs.statSync(entry).isDirectory()) {
    yield entry;
    return;
  }
  for (const name of fs.readdirSync(entry).sort()) yield* filesUnder(path.join(entry, name));
}

/** Everything the binary depends on, as text: equal text means that there is nothing to build. */
function describeInputs(headers, nodeAddonApi) {
  const lines = [process.version, process.arch, headers, nodeAddonApi];
  for (const input of INPUTS) {
    for (const file of filesUnder(path.join(ROOT, input))) {
      const { mtimeMs, size } = fs.statSync(file);
      lines.push(`${path.relative(ROOT, file)} ${mtimeMs} ${size}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function isUpToDate(inputs) {
  try {
    return fs.existsSync(BINARY) && fs.readFileSync(STAMP, 'utf8') === inputs;
  } catch {
    return false;
  }
}

function cmake(args) {
  const { status, error } = spawnSync('cmake', args, { cwd: ROOT, stdio: 'inherit' });
  if (error) fail('found no cmake: run "bash scripts/setup.sh", or install CMake 3.20 or later.');
  if (status !== 0)
    fail('the build failed; it needs CMake, make, a C++20 compiler and hiredis with its headers.');
}

/** A process that has the old binary mapped keeps it: the new one takes its name in one step. */
function publish() {
  const fresh = `${BINARY}.${process.pid}`;
  fs.copyFileSync(path.join(BUILD, 'module', 'onceonly.node'), fresh);
  fs.renameSync(fresh, BINARY);
}

function main() {
  const headers = findHeaders(process.env);
  const nodeAddonApi = findNodeAddonApi();
  const inputs = describeInputs(headers, nodeAddonApi);
  if (process.argv.includes('--if-changed') && isUpToDate(inputs)) return;
  cmake([
    ...['-S', ROOT, '-B', BUILD, '-DCMAKE_BUILD_TYPE=Release', '-DONCEONLY_ADDON=ON'],
    `-DONCEONLY_NODE_HEADERS=${headers}`,
    `-DONCEONLY_NODE_ADDON_API=${nodeAddonApi}`,
    `-DONCEONLY_WERROR=${process.env.CI === 'true' ? 'ON' : 'OFF'}`,
  ]);
  cmake(['--build', BUILD, '--parallel', String(os.availableParallelism())]);
  publish();
  fs.writeFileSync(STAMP, inputs);
}

main();
