'use strict';

const path = require('node:path');
const { withChildren } = require('../harness/child');

const WORKER = path.join(__dirname, 'one-frozen-worker.js');
const WELL = 'all primaries well';
const FROZEN = 'one primary frozen';

/**
 * Pairs of begin and complete on the other shards while one primary is frozen, and while all are well, by turns: a row as in the part
 * `store`. The product alone: with their defaults the other clients wait for a frozen primary without a limit.
 */
async function oneFrozenRow({ servers }, { rounds, durationMs }) {
  const lost = servers.at(-1);
  const args = [String(servers[0].port), `127.0.0.1:${lost.port}`];
  return withChildren({ onceonly: { file: WORKER, args } }, async ({ onceonly }) => {
    await onceonly.call('connect');
    const samples = { [WELL]: [], [FROZEN]: [] };
    // The first round warms up.
    for (let round = -1; round < rounds; round++) {
      const well = await onceonly.call('slice', durationMs);
      const frozen = await whileFrozen(lost, async () => {
        await onceonly.call('untilLost');
        return onceonly.call('slice', durationMs);
      });
      await onceonly.call('untilBack');
      if (round < 0) continue;
      samples[WELL].push(well);
      samples[FROZEN].push(frozen);
    }
    await onceonly.call('close');
    return { samples };
  });
}

async function whileFrozen({ pid }, use) {
  process.kill(pid, 'SIGSTOP');
  try {
    return await use();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

module.exports = { FROZEN, WELL, oneFrozenRow };
