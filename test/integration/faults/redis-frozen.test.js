'use strict';

const { defineFault } = require('../../helpers/faults/define-fault');
const { sized } = require('../../helpers/faults/settings');

const FROZEN_MS = 5000;

defineFault('SIGSTOP of Redis for 5 s', {
  rounds: sized({ short: 1, full: 3 }),
  async strike(run) {
    const { resumed } = await run.redis.pauseFor(FROZEN_MS);
    run.struck();
    await resumed;
  },
});
