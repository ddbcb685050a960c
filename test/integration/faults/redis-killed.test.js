'use strict';

const { setTimeout: wait } = require('node:timers/promises');

const { defineFault } = require('../../helpers/faults/define-fault');
const { sized } = require('../../helpers/faults/settings');

const AWAY_MS = 2500;

async function strike(run) {
  run.struck();
  await run.redis.stop();
  await wait(AWAY_MS);
  await run.redis.startAgain();
}

function appendOnly(appendfsync) {
  return ['--appendonly', 'yes', '--appendfsync', appendfsync];
}

const rounds = sized({ short: 1, full: 10 });

defineFault('kill -9 of Redis, AOF always', {
  redisArgs: appendOnly('always'),
  rounds,
  strike,
});

defineFault('kill -9 of Redis, AOF everysec', {
  redisArgs: appendOnly('everysec'),
  rounds,
  strike,
  extraLines: 'onePerRecentKill',
  losesData: true,
});

defineFault('kill -9 of Redis, no persistence', {
  rounds,
  strike,
  extraLines: 'onePerKill',
  losesData: true,
});
