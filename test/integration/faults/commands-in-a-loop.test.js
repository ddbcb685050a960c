'use strict';

const { setTimeout: wait } = require('node:timers/promises');

const { defineFault } = require('../../helpers/faults/define-fault');
const { sized } = require('../../helpers/faults/settings');

const INTERVAL_MS = 50;
const TIMES = sized({ short: 80, full: 400 });

/** A fault that is one command of Redis, again and again. */
function repeat(...command) {
  return async function strike(run) {
    run.struck();
    for (let left = TIMES; left > 0; left--) {
      await run.redis.command(...command);
      await wait(INTERVAL_MS);
    }
  };
}

defineFault('SCRIPT FLUSH every 50 ms', { strike: repeat('SCRIPT', 'FLUSH') });

defineFault('CLIENT KILL every 50 ms', { strike: repeat('CLIENT', 'KILL', 'TYPE', 'normal') });
