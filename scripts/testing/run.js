'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { patient } = require('../../test/helpers/patience.js');

// Far above what any suite takes: a hang must become a failure that names its command.
const TIMEOUT_MS = patient(40 * 60 * 1000);
const ROOT = path.resolve(__dirname, '..', '..');

/** Runs a program from the root of the repository, shows its command and its output, returns whether it exits with 0. */
function run(command, args, options = {}) {
  process.stdout.write(`\n$ ${path.basename(command)} ${args.join(' ')}\n`);
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    ...options,
  });
  if (error) process.stdout.write(`${error.message}\n`);
  return status === 0;
}

/** Runs a JavaScript tool of node_modules by its package and file name, with this Node unless `node` is another one. */
function runTool(file, args, { node = process.execPath, ...options } = {}) {
  return run(node, [path.join('node_modules', file), ...args], options);
}

/** Paths of all files under a folder that the pattern matches, relative to the root, sorted. */
function findFiles(folder, pattern) {
  const absolute = path.join(ROOT, folder);
  if (!fs.existsSync(absolute)) return [];
  return fs
    .readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => !file.split(path.sep).includes('node_modules'))
    .sort();
}

/** Reads a JSON report, or null where the program that writes it ended before it did. */
function readReport(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

module.exports = { ROOT, findFiles, readReport, run, runTool };
