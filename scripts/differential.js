'use strict';

// Compares random stacks and handlers with and without the middleware (test/ecosystem/differential/), and ends with one
// line: "<n> cases, <m> differences".
//
//   node scripts/differential.js                       60 s, a new seed
//   node scripts/differential.js --seconds 600 --seed 7
//   node scripts/differential.js --cases 500 --seed 7  a number of cases, which is the same on every machine
//   node scripts/differential.js --case 7:204          one case
//   node scripts/differential.js --case '{...}'        one case as it was printed
//   node scripts/differential.js --mutant A1           with a known fault put back, until it is found
//   node scripts/differential.js --node PATH           another Node
//
// --failures N stops after so many (20), --no-shrink prints them as they were found.

const os = require('node:os');
const { parseArgs } = require('node:util');

const { describeCase, describeFound } = require('../test/ecosystem/differential/describe.js');
const { generateCase } = require('../test/ecosystem/differential/generate.js');
const { MUTANTS } = require('../test/ecosystem/differential/mutants.js');
const { search } = require('../test/ecosystem/differential/search.js');

const SECONDS = 60;
const FAILURES = 20;
const OPTIONS = {
  seconds: { type: 'string' },
  cases: { type: 'string' },
  seed: { type: 'string' },
  case: { type: 'string' },
  failures: { type: 'string' },
  mutant: { type: 'string' },
  node: { type: 'string' },
  jobs: { type: 'string' },
  'no-shrink': { type: 'boolean' },
};

function write(line) {
  process.stdout.write(`${line}\n`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function numberOf(options, name, preset) {
  if (options[name] === undefined) return preset;
  if (!/^[1-9]\d*$/.test(options[name])) fail(`--${name} takes a whole number`);
  return Number(options[name]);
}

function givenCases(text) {
  if (text === undefined) return undefined;
  return [text.startsWith('{') ? JSON.parse(text) : generateCase(text)];
}

function report({ given, smallest = given, found, times, at, isNew }) {
  if (!isNew) return write(`case ${given.seed}: as before: ${found[0].kind}`);
  const seen = times === 1 ? ', seen once' : '';
  write(
    `\ncase ${given.seed}, the ${at}th${seen}:\n${describeFound(found)}\n${describeCase(smallest)}`,
  );
  write(`  node scripts/differential.js --case '${JSON.stringify(smallest)}'`);
}

async function main() {
  const { values: options } = parseArgs({ options: OPTIONS });
  const { mutant, node, seed = `${Date.now() % 1_000_000}` } = options;
  if (mutant !== undefined && !(mutant in MUTANTS)) {
    fail(`no mutant ${mutant}; there are ${Object.keys(MUTANTS).join(', ')}`);
  }
  const given = givenCases(options.case);
  if (given === undefined) write(`seed ${seed}`);
  const cases = numberOf(options, 'cases', given?.length ?? Infinity);
  const { looksLike } = MUTANTS[mutant] ?? {};
  const { cases: played, findings } = await search({
    seed,
    given,
    cases,
    seconds: numberOf(options, 'seconds', cases === Infinity ? SECONDS : Infinity),
    failures: numberOf(options, 'failures', mutant === undefined ? FAILURES : 1),
    jobs: numberOf(options, 'jobs', Math.min(2, os.availableParallelism())),
    shrinks: !options['no-shrink'],
    mutant,
    looksLike,
    node,
    onFinding: report,
  });
  write(`\n${played} cases, ${findings.length} differences`);
  const isWanted = mutant === undefined ? findings.length === 0 : findings.length > 0;
  process.exitCode = played > 0 && isWanted ? 0 : 1;
}

main();
