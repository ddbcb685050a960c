'use strict';

// Runs test suites and ends with one line: "<n> passed, <m> failed".
//
//   node scripts/test.js              C++, Jest and types
//   node scripts/test.js cpp types    only these
//   node scripts/test.js jest-node    the Jest tests that another version of Node may fail
//   node scripts/test.js jest-addon   those that lead into the addon; testing/selections.js has more parts
//   node scripts/test.js ecosystem    with other packages, see test/ecosystem
//   node scripts/test.js --all        C++, Jest and types, and the C++ tests under sanitizers, and lint

const { runCpp } = require('./testing/cpp.js');
const { runEcosystem, runJest, runJestPart } = require('./testing/jest.js');
const { runLint, runTypes } = require('./testing/checks.js');
const { PARTS } = require('./testing/selections.js');

const SUITES = {
  cpp: () => runCpp(process.env.CI === 'true' ? 'ci' : 'tests'),
  jest: runJest,
  ...Object.fromEntries(Object.keys(PARTS).map((name) => [name, () => runJestPart(name)])),
  types: runTypes,
  sanitize: () => runCpp('sanitize'),
  lint: runLint,
  ecosystem: runEcosystem,
};
const DEFAULT = ['cpp', 'jest', 'types'];

function chooseSuites(args) {
  if (args.includes('--all')) return [...DEFAULT, 'sanitize', 'lint'];
  const unknown = args.find((name) => !Object.hasOwn(SUITES, name));
  if (unknown !== undefined) {
    process.stderr.write(`unknown suite ${unknown}; there are ${Object.keys(SUITES).join(', ')}\n`);
    process.exit(2);
  }
  return args.length > 0 ? args : DEFAULT;
}

/** A suite that ran nothing is as bad as one that failed. */
function judge(suite) {
  const empty = suite.passed + suite.failed + suite.problems.length === 0;
  const problems = empty ? [`${suite.name} ran nothing`] : suite.problems;
  return { ...suite, problems, failed: suite.failed + problems.length };
}

function report(suites) {
  const write = (line) => process.stdout.write(`${line}\n`);
  write('');
  for (const { name, passed, failed } of suites) {
    write(`${name.padEnd(24)}${String(passed).padStart(5)} passed, ${failed} failed`);
  }
  for (const problem of suites.flatMap(({ problems }) => problems)) write(`problem: ${problem}`);
  const sum = (field) => suites.reduce((total, suite) => total + suite[field], 0);
  const [passed, failed] = [sum('passed'), sum('failed')];
  write('');
  write(`${passed} passed, ${failed} failed`);
  return passed > 0 && failed === 0;
}

const suites = chooseSuites(process.argv.slice(2)).flatMap((name) => SUITES[name]().map(judge));
process.exitCode = report(suites) ? 0 : 1;
