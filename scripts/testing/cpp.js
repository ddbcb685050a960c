'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { forgetMovedBuild } = require('../building/cmake-cache.js');
const { ROOT, findFiles, readReport, run } = require('./run.js');

const SANITIZER_OPTIONS = {
  ASAN_OPTIONS: 'detect_leaks=1:strict_string_checks=1',
  UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
};

function build(preset) {
  forgetMovedBuild(path.join(ROOT, 'build', preset), ROOT);
  return (
    run('cmake', ['--preset', preset]) &&
    run('cmake', ['--build', '--preset', preset, '--parallel', String(os.availableParallelism())])
  );
}

function* casesOf(report) {
  for (const suite of report?.testsuites ?? []) yield* suite.testsuite;
}

/** Source files that the binary says it has tests from, relative to the root. */
function listSources(binary, reports) {
  const report = `${reports}.list.json`;
  run(binary, ['--gtest_list_tests', `--gtest_output=json:${report}`], { stdio: 'ignore' });
  return new Set([...casesOf(readReport(report))].map(({ file }) => path.relative(ROOT, file)));
}

function countCases(report, problems) {
  const counts = { passed: 0, failed: 0 };
  for (const test of casesOf(report)) {
    const ran = test.status === 'RUN' && test.result === 'COMPLETED';
    if (!ran) problems.push(`${test.classname}.${test.name} was skipped or is disabled`);
    else if (test.failures) counts.failed += 1;
    else counts.passed += 1;
  }
  return counts;
}

function runLayer(layer, preset) {
  const name = `C++ ${layer}${preset === 'sanitize' ? ' (sanitized)' : ''}`;
  const problems = [];
  const folder = path.join(ROOT, 'build', preset);
  const binary = path.join(folder, 'test', 'cpp', layer, `onceonly_${layer}_test`);
  if (!fs.existsSync(binary)) {
    return { name, passed: 0, failed: 0, problems: [`test/cpp/${layer} has no test binary`] };
  }
  const reports = path.join(folder, `report-${layer}`);
  fs.rmSync(`${reports}.json`, { force: true });
  const sources = listSources(binary, reports);
  for (const file of findFiles(`test/cpp/${layer}`, /_test\.cc$/)) {
    if (!sources.has(file)) problems.push(`${file} did not run`);
  }
  const ok = run(binary, ['--gtest_brief=1', `--gtest_output=json:${reports}.json`], {
    env: { ...SANITIZER_OPTIONS, ...process.env },
  });
  const counts = countCases(readReport(`${reports}.json`), problems);
  if (!ok && counts.failed === 0) problems.push(`the tests of ${layer} ended early`);
  return { name, ...counts, problems };
}

/** Builds the GoogleTest binaries of a CMake preset and runs each of them. */
function runCpp(preset) {
  if (!build(preset)) {
    const problems = [`the C++ tests do not build (preset ${preset})`];
    return [{ name: 'C++', passed: 0, failed: 0, problems }];
  }
  const layers = fs
    .readdirSync(path.join(ROOT, 'test', 'cpp'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && findFiles(`test/cpp/${entry.name}`, /_test\.cc$/)[0])
    .map((entry) => entry.name);
  return layers.map((layer) => runLayer(layer, preset));
}

module.exports = { runCpp };
