'use strict';

const { setTimeout: wait } = require('node:timers/promises');

const { defineFault } = require('../../helpers/faults/define-fault');
const { sized } = require('../../helpers/faults/settings');

const FROZEN_MS = 5000;

defineFault('SIGSTOP of Redis for 5 s', {
  rounds: sized({ short: 1, full: 3 }),
  async strike(run) {
    run.struck();
    run.redis.pause();
    await wait(FROZEN_MS);
    run.redis.resume();
  },
});
