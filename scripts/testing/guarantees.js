'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { ROOT } = require('./run.js');

const PAGES = ['docs/internals/guarantees.md'];
const ECOSYSTEM = 'test/ecosystem/';
// A test file, and the title of one of its tests or none for all of them.
const PROOF = /`(test\/[\w/.-]+\.test\.js)`(?: "([^"]+)")?/g;

/** The tests that a page names: `{ file, title }`. */
function proofsIn(text) {
  return [...text.matchAll(PROOF)].map(([, file, title]) => ({ file, title }));
}

/** The reason why a report of Jest does not support a proof, or null. */
function faultOf({ file, title }, results) {
  const tests = results.get(file)?.assertionResults ?? [];
  const named = tests.filter((test) => title === undefined || test.title === title);
  if (named.length === 0) return 'did not run';
  return named.every(({ status }) => status === 'passed') ? null : 'did not pass';
}

/**
 * Compares the promises of the pages with the tests that ran, as a suite of its own. The tests with other packages run apart:
 * `isEcosystem` says that the report is theirs.
 */
function checkGuarantees(report, { isEcosystem = false, pages = PAGES } = {}) {
  const files = (report?.testResults ?? []).map((result) => [
    path.relative(ROOT, result.name).split(path.sep).join('/'),
    result,
  ]);
  const results = new Map(files);
  const suite = { name: 'guarantees', passed: 0, failed: 0, problems: [] };
  for (const page of pages) {
    const all = proofsIn(fs.readFileSync(path.join(ROOT, page), 'utf8'));
    const proofs = all.filter(({ file }) => file.startsWith(ECOSYSTEM) === isEcosystem);
    if (proofs.length === 0) suite.problems.push(`${page} names no test`);
    for (const proof of proofs) {
      const fault = faultOf(proof, results);
      if (fault === null) suite.passed += 1;
      else
        suite.problems.push(`${page} names ${proof.file} "${proof.title ?? '*'}", which ${fault}`);
    }
  }
  return suite;
}

module.exports = { checkGuarantees };
