'use strict';

const { withChildren } = require('../harness/child');
const { withRedis } = require('../harness/redis-server');
const { alternate } = require('../harness/rounds');

const SCENARIOS = ['fresh', 'replay'];
const FULL = { rounds: 11, perLane: 20, warmUpPerLane: 600, slices: 5 };
const SMOKE = { rounds: 3, perLane: 5, warmUpPerLane: 20, slices: 2 };

/**
 * Apps that are called without a network: rows of `{ scenario, samples }`; samples: variant -> `{ cpuUs }` of its process per request, by
 * round. A sample is the least of several short slices, so that other work on the machine counts for little.
 *
 * `contenders(redisPort)` has the processes by name, and `check(children)` mounts their apps and sees to it that they answer as they should.
 */
function compare({ isSmoke, contenders, check }) {
  return withRedis((server) =>
    withChildren(contenders(server.port), async (children) => {
      await check(children);
      return run(children, server, isSmoke ? SMOKE : FULL);
    }),
  );
}

async function run(children, server, { rounds, perLane, warmUpPerLane, slices }) {
  for (const child of Object.values(children)) await child.call('slice', 'fresh', warmUpPerLane);
  const rows = [];
  for (const scenario of SCENARIOS) {
    await server.client.call('FLUSHALL', 'SYNC');
    const turns = Object.entries(children).map(([name, child]) => [
      name,
      () => least(slices, () => child.call('slice', scenario, perLane)),
    ]);
    rows.push({ scenario, samples: await alternate(Object.fromEntries(turns), rounds) });
  }
  return { rounds, slices, rows };
}

/** The least CPU microseconds of so many slices. */
async function least(times, work) {
  let found = Infinity;
  for (let i = 0; i < times; i++) found = Math.min(found, await work());
  return { cpuUs: found };
}

module.exports = { compare, least };
