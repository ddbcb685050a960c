'use strict';

// Runs a command with another version of Node, which it gets from npm when it is first asked for, into build/nodes/.
//
//   node scripts/with-node.js 26                       the Jest suite
//   node scripts/with-node.js 26 -- npx jest test/js   another command

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { fetchNode } = require('./node-versions');

const ROOT = path.resolve(__dirname, '..');
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

function folderOf(major) {
  try {
    return fetchNode(major);
  } catch (error) {
    return fail(error.message);
  }
}

function main() {
  const [major, separator, ...given] = process.argv.slice(2);
  if (!/^\d+$/.test(major ?? '') || ![undefined, '--'].includes(separator)) {
    fail('usage: node scripts/with-node.js <major version of Node> [-- command ...]');
  }
  const folder = folderOf(major);
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
