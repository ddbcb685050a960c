'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');

const { ROOT } = require('../../lib/native/build-steps.js');
const { MUTATED_FILES, withMutants } = require('../../test/interleavings/mutated-rules.js');
const { inParallel } = require('./in-parallel.js');

const STORE = path.join(ROOT, 'addon', 'store');
const ADDON = path.join(ROOT, 'build', 'addon');
const BINDING = path.join(ADDON, 'addon', 'binding');
const FOLDER = path.join(ROOT, 'build', 'mutants');
const BINARY = path.join(FOLDER, 'onceonly.node');
const STAMP = path.join(FOLDER, 'inputs.txt');
const AT_ONCE = 2;

/**
 * Builds the addon once more with all mutants of the rules in it, of the objects of the build that is there, and resolves
 * to the path of the binary.
 */
async function buildMutants() {
  const texts = MUTATED_FILES.map((file) =>
    withMutants(file, fs.readFileSync(path.join(STORE, file), 'utf8')),
  );
  const inputs = [fs.readFileSync(path.join(ADDON, 'inputs.txt'), 'utf8'), ...texts].join('');
  if (fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === inputs) return BINARY;
  fs.mkdirSync(FOLDER, { recursive: true });
  fs.rmSync(STAMP, { force: true });
  const commands = JSON.parse(fs.readFileSync(path.join(ADDON, 'compile_commands.json'), 'utf8'));
  await inParallel(AT_ONCE, MUTATED_FILES, (file) => compile(file, commands));
  await link();
  fs.writeFileSync(STAMP, inputs);
  return BINARY;
}

async function compile(file, commands) {
  const original = path.join(STORE, file);
  const source = path.join(FOLDER, file);
  const text = withMutants(file, fs.readFileSync(original, 'utf8'));
  const { command, directory } = commands.find((each) => each.file === original);
  const args = words(command)
    .map((word) => (word === original ? source : word))
    .map((word, i, all) => (all[i - 1] === '-o' ? objectOf(file) : word));
  fs.writeFileSync(source, text);
  // A rule that is never in force is no mistake here.
  await run([...args, '-O0', '-w'], directory);
}

// The objects stand before the libraries, so that their symbols count.
async function link() {
  const text = fs.readFileSync(
    path.join(BINDING, 'CMakeFiles', 'onceonly.dir', 'link.txt'),
    'utf8',
  );
  const args = words(text).map((word, i, all) => (all[i - 1] === '-o' ? BINARY : word));
  const firstLibrary = args.findIndex((word) => word.endsWith('.a'));
  args.splice(firstLibrary, 0, ...MUTATED_FILES.map(objectOf));
  await run(args, BINDING);
}

function objectOf(file) {
  return path.join(FOLDER, `${file}.o`);
}

function words(command) {
  return command.trim().split(/\s+/);
}

async function run([program, ...args], cwd) {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
}

module.exports = { buildMutants };
