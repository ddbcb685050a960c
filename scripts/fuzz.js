'use strict';

// Builds the fuzz targets with Clang, runs them, and ends with one line: "<n> passed, <m> failed".
//
//   node scripts/fuzz.js --short                 5 s per target, planted bugs, coverage
//   node scripts/fuzz.js --seconds 600           600 s per target, planted bugs, coverage
//   node scripts/fuzz.js --seconds 600 record    only this target
//   node scripts/fuzz.js --planted               only the proof that planted bugs are found
//   node scripts/fuzz.js --coverage              only the coverage of seeds and found inputs
//
// As many targets run at once as there are processors. --no-build takes the binaries that are there, so that two runs can share them.

const { spawnSync } = require('node:child_process');
const os = require('node:os');
const { parseArgs } = require('node:util');

const { coverageOf } = require('./fuzzing/coverage.js');
const { findPlanted, search } = require('./fuzzing/passes.js');
const { ROOT, TARGETS } = require('./fuzzing/targets.js');
const { inParallel } = require('./modelling/in-parallel.js');

const SHORT_SECONDS = 5;
const OPTIONS = {
  short: { type: 'boolean' },
  seconds: { type: 'string' },
  planted: { type: 'boolean' },
  coverage: { type: 'boolean' },
  'no-build': { type: 'boolean' },
};

function write(line) {
  process.stdout.write(`${line}\n`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function build() {
  const jobs = String(os.availableParallelism());
  const commands = [
    ['--preset', 'fuzz'],
    ['--build', '--preset', 'fuzz', '--parallel', jobs],
  ];
  for (const args of commands) {
    const { status } = spawnSync('cmake', args, {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) fail('the fuzz targets do not build; they need clang, libclang-rt and llvm');
  }
}

function chooseTargets(names) {
  const known = TARGETS.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) fail(`unknown target ${unknown}; there are ${known.join(', ')}`);
  return TARGETS.filter(({ name }) => names.length === 0 || names.includes(name));
}

function secondsOf({ short, seconds, planted, coverage }) {
  if (seconds === undefined) return planted || coverage ? 0 : SHORT_SECONDS;
  if (short || !/^[1-9]\d*$/.test(seconds))
    fail('--seconds takes one whole number, without --short');
  return Number(seconds);
}

/** The passes over one target, one after another. Resolves to whether each was good. */
async function runPasses(target, seconds, options) {
  const results = [];
  const report = ({ ok, text }, what) => {
    write(`${what.padEnd(32)}${text}${ok ? '' : '  <-- failed'}`);
    results.push(ok);
  };
  if (seconds > 0) report(await search(target, seconds), target.name);
  if (seconds > 0 || options.planted) {
    report(await findPlanted(target), `${target.name}, planted bug`);
  }
  if (seconds > 0 || options.coverage) {
    for (const { file, ...result } of await coverageOf(target)) report(result, file);
  }
  return results;
}

async function main() {
  const { values: options, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const targets = chooseTargets(positionals);
  const seconds = secondsOf(options);
  if (!options['no-build']) build();
  const jobs = os.availableParallelism();
  const results = (
    await inParallel(jobs, targets, (target) => runPasses(target, seconds, options))
  ).flat();
  const passed = results.filter(Boolean).length;
  write('');
  write(`${passed} passed, ${results.length - passed} failed`);
  process.exitCode = passed === results.length ? 0 : 1;
}

main();
