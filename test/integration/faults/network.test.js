'use strict';

const { setTimeout: wait } = require('node:timers/promises');

const { defineFault } = require('../../helpers/faults/define-fault');
const { createRandom } = require('../../helpers/faults/random');
const { SEED, sized } = require('../../helpers/faults/settings');

const LASTS_MS = sized({ short: 3000, full: 5000 });
const LATENCY_MS = 300;
const FEWEST_BYTES = 1;
const MOST_BYTES = 50_000;

/** A fault of the network between the apps and Redis that `begin(proxy)` brings about. */
function onTheWire(begin) {
  return {
    proxied: true,
    rounds: sized({ short: 1, full: 4 }),
    async strike(run) {
      run.struck();
      begin(run.proxy);
      await wait(LASTS_MS);
      run.proxy.mend();
    },
  };
}

const random = createRandom(SEED);

defineFault(
  'connections reset at random bytes',
  onTheWire((proxy) => proxy.resetAfter(() => random(FEWEST_BYTES, MOST_BYTES))),
);

defineFault(
  'replies lost, connections open',
  onTheWire((proxy) => proxy.loseReplies()),
);

defineFault(
  '300 ms of latency',
  onTheWire((proxy) => proxy.delayReplies(LATENCY_MS)),
);
