'use strict';

// Runs a command with another version of Node, which it gets from npm when it is first asked for, into build/nodes/.
//
//   node scripts/with-node.js 26                       the Jest suite
//   node scripts/with-node.js 26 -- npx jest test/js   another command

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');
const NODES = path.join(ROOT, 'build', 'nodes');
const DEFAULT = ['node', 'scripts/test.js', 'jest'];

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function run(command, args, options) {
  const { status, error, stdout } = spawnSync(command, args, { cwd: ROOT, ...options });
  if (error) fail(`${command} cannot be run: ${error.message}`);
  return { status, stdout };
}

/** The folder of that major version, with `bin/node` and its headers. */
function fetchNode(major) {
  const folder = path.join(NODES, major);
  if (fs.existsSync(path.join(folder, 'bin', 'node'))) return folder;
  const name = `node-${process.platform}-${process.arch}@${major}`;
  const fresh = path.join(NODES, `${major}.${process.pid}`);
  fs.mkdirSync(fresh, { recursive: true });
  const output = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  const { status, stdout } = run(
    'npm',
    ['pack', '--silent', '--pack-destination', fresh, name],
    output,
  );
  if (status !== 0) fail(`npm has no ${name}`);
  const tarball = path.join(fresh, stdout.trim());
  if (run('tar', ['-xzf', tarball, '-C', fresh]).status !== 0) fail(`${tarball} cannot be read`);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(path.join(fresh, 'package'), folder);
  fs.rmSync(fresh, { recursive: true });
  return folder;
}

function main() {
  const [major, separator, ...given] = process.argv.slice(2);
  if (!/^\d+$/.test(major ?? '') || ![undefined, '--'].includes(separator)) {
    fail('usage: node scripts/with-node.js <major version of Node> [-- command ...]');
  }
  const folder = fetchNode(major);
  const [command, ...args] = given.length > 0 ? given : DEFAULT;
  const env = {
    ...process.env,
    PATH: [path.join(folder, 'bin'), process.env.PATH].join(path.delimiter),
    npm_config_nodedir: folder,
  };
  const { stdout } = run('node', ['--version'], { env, encoding: 'utf8' });
  process.stdout.write(`Node ${stdout}`);
  process.exitCode = run(command, args, { env, stdio: 'inherit' }).status ?? 1;
}

main();
