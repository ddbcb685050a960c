'use strict';

const { CHECKS } = require('./checks');
const { FaultRun } = require('./fault-run');
const { report } = require('./report');
const { sized } = require('./settings');

const RUN_MS = sized({ short: 900_000, full: 1_800_000 });
const SHOWN = 3;

/**
 * Defines the tests of one fault: `strike(run)` brings it about, calls `run.struck()` when it begins and resolves when it
 * is over; it is called `rounds` times. `redisArgs`, `proxied`, `env` and `prepare(run)`, which gives environment variables
 * too, say what the apps run on; `extraLines` what the ledger may hold ('none', 'onePerKill', 'onePerRecentKill',
 * 'afterLease'), and
 * `losesData` that one key may have two answers. Gives the run, for tests of the fault's own in `define`.
 */
function defineFault(name, fault, define = () => {}) {
  describe(name, () => {
    const named = { rounds: 1, ...fault, name };
    const run = new FaultRun(named);

    beforeAll(async () => {
      await run.run();
      report(named, run);
    }, RUN_MS);

    test.each(Object.entries(CHECKS))('%s', (_, check) => {
      const problems = check(run, named);
      expect([problems.length, ...problems.slice(0, SHOWN)]).toEqual([0]);
    });

    define(run);
  });
}

module.exports = { defineFault };
