'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { nodeBinary } = require('../node-versions.js');
const { prepareSqliteLibrary } = require('../sqlite-library.js');
const { checkGuarantees } = require('./guarantees.js');
const { ROOT, findFiles, readReport, runTool } = require('./run.js');
const { PARTS, filesOfPart } = require('./selections.js');

function suiteOf(file) {
  return file.split(path.sep).slice(0, 2).join('/');
}

function countFile(result, suite) {
  const file = path.relative(ROOT, result.name);
  const { assertionResults: tests } = result;
  if (tests.length === 0) suite.problems.push(`${file} ran nothing`);
  for (const test of tests) {
    if (test.status === 'passed') suite.passed += 1;
    else if (test.status === 'failed') suite.failed += 1;
    else suite.problems.push(`${file}: "${test.fullName}" is ${test.status}`);
  }
  if (result.status === 'failed' && !tests.some(({ status }) => status === 'failed')) {
    suite.problems.push(`${file} failed outside its tests`);
  }
}

const ECOSYSTEM = path.join('test', 'ecosystem');
const ECOSYSTEM_CONFIG = path.join(ECOSYSTEM, 'jest.config.js');

function findTests(folders) {
  return folders.flatMap((folder) => findFiles(folder, /\.test\.js$/));
}

function coreTests() {
  return findTests(['test', 'examples']).filter((file) => !file.startsWith(ECOSYSTEM));
}

function collect(report, ok, files) {
  const suites = new Map();
  const results = new Map(
    (report?.testResults ?? []).map((result) => [path.relative(ROOT, result.name), result]),
  );
  for (const file of files) {
    const name = suiteOf(file);
    if (!suites.has(name)) suites.set(name, { name, passed: 0, failed: 0, problems: [] });
    const suite = suites.get(name);
    if (results.has(file)) countFile(results.get(file), suite);
    else suite.problems.push(`${file} did not run`);
  }
  const all = [...suites.values()];
  if (!ok && all.every(({ failed, problems }) => failed === 0 && problems.length === 0)) {
    all.push({ name: 'Jest', passed: 0, failed: 0, problems: ['Jest failed outside the tests'] });
  }
  return all;
}

function jestReport(name, args, node) {
  const output = path.join(ROOT, 'build', `report-${name}.json`);
  fs.mkdirSync(path.dirname(output), { recursive: true });
  fs.rmSync(output, { force: true });
  const ok = runTool('jest/bin/jest.js', ['--ci', '--json', `--outputFile=${output}`, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    node,
  });
  return { ok, report: readReport(output) };
}

/** Runs every Jest test of the core and returns one suite per folder. */
function runJest() {
  const { ok, report } = jestReport('jest', []);
  return [...collect(report, ok, coreTests()), checkGuarantees(report)];
}

/** Runs a part of the Jest tests of the core, for a place where `runJest()` cannot run or has run already. */
function runJestPart(name) {
  const files = filesOfPart(PARTS[name], coreTests());
  const { ok, report } = jestReport(name, ['--runTestsByPath', ...files]);
  return collect(report, ok, files);
}

const inEcosystem = (name) => path.join(ECOSYSTEM, name);
// Tests whose answers depend on Node: `node:sqlite` is not in each and differs, and so do servers and streams. SQLite takes two minutes,
// frameworks half of one, so CI takes the newest.
const ON_EACH_NODE = {
  SQLite: [inEcosystem('sqlite')],
  Frameworks: ['frameworks', 'nest.test', 'nest-bodies', 'lambda', 'response-mode-stacks'].map(
    inEcosystem,
  ),
};
const OTHER_NODES = process.env.CI ? ['26'] : ['22', '24', '26'];

/** Runs the tests with other packages, which `npm run test:ecosystem` installs. */
function runEcosystem() {
  prepareSqliteLibrary();
  const { ok, report } = jestReport('ecosystem', ['--config', ECOSYSTEM_CONFIG]);
  const suites = collect(report, ok, findTests([ECOSYSTEM]));
  const others = OTHER_NODES.filter((major) => !process.version.startsWith(`v${major}.`));
  const onOthers = others.flatMap((major) =>
    Object.entries(ON_EACH_NODE).flatMap(([name, places]) => runOn(major, name, places)),
  );
  return [...suites, ...onOthers, checkGuarantees(report, { isEcosystem: true })];
}

/** Runs some tests with other packages on another version of Node. */
function runOn(major, name, places) {
  const files = findTests([ECOSYSTEM]).filter((file) => places.some((at) => file.startsWith(at)));
  const args = ['--config', ECOSYSTEM_CONFIG, '--runTestsByPath', ...files];
  const { ok, report } = jestReport(`${name.toLowerCase()}-${major}`, args, nodeBinary(major));
  return collect(report, ok, files).map((suite) => ({
    ...suite,
    name: `${name} on Node ${major}`,
  }));
}

module.exports = { runEcosystem, runJest, runJestPart };
