'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const { serve } = require('../harness/serve');
const { onCluster, randomNames } = require('./clients/onceonly');

const LANES = 32;
// Customers of the lost shard, who ask again and again. They are few, so that their pairs cost the others nothing while all is well.
const LOST_LANES = 4;
const AGAIN_MS = 20;
const KNOWN_DOWN = 'BREAKER_OPEN';

const [port, lost] = process.argv.slice(2);
const payload = Buffer.from(`j"${'x'.repeat(57)}"`);
let client;

/** Names of a record that the lost primary keeps, or of one that it does not. */
function namesAt(isLost) {
  for (;;) {
    const names = randomNames();
    if ((client.partOf(names[0]) === lost) === isLost) return names;
  }
}

/** A pair on the lost shard: whether it is stored, or the code of the error. */
const ask = () => client.pair(...namesAt(true), payload).catch(({ code }) => code);

async function until(isSo) {
  while (!isSo(await ask())) await pause(AGAIN_MS);
}

serve({
  async connect() {
    client = await onCluster(Number(port));
  },

  /** `{ perSecond }`: pairs on the shards that are not lost. */
  async slice(durationMs) {
    const from = performance.now();
    const goesOn = () => performance.now() - from < durationMs;
    let pairs = 0;
    const lane = async () => {
      for (; goesOn(); pairs++) {
        const isStored = await client.pair(...namesAt(false), payload);
        if (!isStored) throw new Error('a pair was not stored');
      }
    };
    const lostLane = async () => {
      for (; goesOn(); await pause(AGAIN_MS)) await ask();
    };
    const others = Promise.all(Array.from({ length: LANES }, lane));
    const customers = Promise.all(Array.from({ length: LOST_LANES }, lostLane));
    await others;
    const perSecond = (pairs / (performance.now() - from)) * 1000;
    await customers;
    return { perSecond };
  },

  untilLost: () => until((answer) => answer === KNOWN_DOWN),
  untilBack: () => until((answer) => answer === true),

  async close() {
    await client.close();
  },
});
