'use strict';

const { describeCase, describeFound } = require('./differential/describe');
const { MUTANTS } = require('./differential/mutants');
const { search } = require('./differential/search');

// Fixed, so that a run can only fail for what has changed. `node scripts/differential.js` takes new seeds.
const SEEDS = ['1', '2'];
const CASES = 80;
const MINUTES = 60_000;

function textOf({ given, smallest = given, found }) {
  return `case ${given.seed}:\n${describeFound(found)}\n${describeCase(smallest)}`;
}

describe('random apps', () => {
  test.each(SEEDS)(
    'answer as plain Express does, and again at a retry, with seed %s',
    async (seed) => {
      const { cases, findings } = await search({ seed, cases: CASES, jobs: 2 });
      expect(findings.map(textOf)).toEqual([]);
      expect(cases).toBe(CASES);
    },
    5 * MINUTES,
  );

  // The other mutants take more cases.
  test.each(['A2', 'B3'])(
    'show the fault %s when it is put back',
    async (mutant) => {
      const { looksLike } = MUTANTS[mutant];
      const options = { seed: '1', cases: CASES, failures: 1, shrinks: false, jobs: 2 };
      const { findings } = await search({ ...options, mutant, looksLike });
      expect(findings).toHaveLength(1);
    },
    5 * MINUTES,
  );
});
