'use strict';

const path = require('node:path');

const { ROOT } = require('../helpers/project.js');
const { checkGuarantees } = require('../../scripts/testing/guarantees.js');

const FILE = 'test/integration/disconnect.test.js';
const TITLE = 'the operation of a client that goes away ends, and the retry gets its result';

function problemsOf(tests) {
  const name = path.join(ROOT, FILE);
  const report = { testResults: [{ name, assertionResults: tests }] };
  return checkGuarantees(report).problems.filter((problem) => problem.includes(FILE));
}

test('a promise is kept by a test that ran and passed', () => {
  expect(problemsOf([{ title: TITLE, status: 'passed' }])).toEqual([]);
});

test.each([
  ['did not run', []],
  ['did not run', [{ title: 'another title', status: 'passed' }]],
  ['did not pass', [{ title: TITLE, status: 'failed' }]],
  ['did not pass', [{ title: TITLE, status: 'pending' }]],
])('a promise whose test %s is a problem', (fault, tests) => {
  expect(problemsOf(tests)).toEqual([expect.stringContaining(fault)]);
});

test('a run without a report keeps no promise', () => {
  expect(checkGuarantees(null).passed).toBe(0);
});

test('the promises of tests with other packages are asked of their own run', () => {
  const isThere = ({ problems }) => problems.some((each) => each.includes('test/ecosystem/'));
  expect(isThere(checkGuarantees(null))).toBe(false);
  const { problems } = checkGuarantees(null, { isEcosystem: true });
  expect(problems.length).toBeGreaterThan(5);
  expect(problems.every((each) => each.includes('test/ecosystem/'))).toBe(true);
});
