'use strict';

const http = require('node:http');

const { defineFault } = require('../../helpers/faults/define-fault');
const { Order } = require('../../helpers/faults/order');
const { sized } = require('../../helpers/faults/settings');

const FROZEN_MS = 5000;
const REFUSED = 1500;
// Longer than the operations take on any machine.
const DRAIN_MS = 600_000;
const MB = 1_000_000;

/** Orders of other customers, all at once, none of which is sent again. */
async function flood(clients) {
  const agent = new http.Agent({ keepAlive: true });
  const sent = Array.from({ length: REFUSED * clients.length }, (_, i) =>
    new Order().send(clients[i % clients.length].port, agent),
  );
  await Promise.all(sent);
  agent.destroy();
}

async function freeze(run, meanwhile = async () => {}) {
  const from = Date.now();
  const { resumed } = await run.redis.pauseFor(FROZEN_MS);
  run.struck();
  const over = resumed.then(() => run.outages.push([from, Date.now()]));
  await Promise.all([over, meanwhile()]);
}

defineFault('SIGSTOP of Redis for 5 s, and 3,000 other requests', {
  env: { LEASE_S: '15' },
  rounds: sized({ short: 1, full: 3 }),
  strike: (run) => freeze(run, () => flood(run.clients)),
});

defineFault('SIGSTOP of Redis for 5 s, every third result of 1 MB', {
  env: { LEASE_S: '15', RESULT_BYTES: `${MB}` },
  rounds: sized({ short: 1, full: 3 }),
  strike: (run) => freeze(run),
});

/** Closes the store of one app after the other, while operations run that are then let go. */
function close(drain) {
  let turn = 0;
  return async function strike(run) {
    const client = run.clients[turn++ % run.clients.length];
    const closed = client.post('/close', { body: { drain } });
    if (drain === 0) await closed;
    run.struck();
    await closed;
  };
}

defineFault('close under load, drained', {
  rounds: sized({ short: 2, full: 10 }),
  strike: close(DRAIN_MS),
});

// Some keys lose every one of their owners.
defineFault('close under load, not drained', {
  env: { LEASE_S: '2', MAX_ATTEMPTS: '1000' },
  rounds: sized({ short: 2, full: 10 }),
  strike: close(0),
  extraLines: 'afterLease',
  losesData: true,
});

/** Blocks the event loops of apps; the operations that they hold end after that. */
function stall(ms, nextApps) {
  return async function strike(run) {
    const stalled = nextApps(run.clients);
    await Promise.all(stalled.map((client) => client.post('/stall', { body: { ms } })));
    run.struck();
    await Promise.all(stalled.map((client) => client.get('/running')));
  };
}

let turn = 0;

// Longer than a lease, shorter than another process needs to take a key over: that counts from the last renewal, which
// may be a third of a lease old.
defineFault('an event loop stalled for 6.2 s, lease 6 s', {
  env: { LEASE_S: '6' },
  rounds: sized({ short: 1, full: 4 }),
  strike: stall(6200, (clients) => [clients[turn++ % clients.length]]),
});

// Nobody takes over what all have overslept, however long.
defineFault('all event loops stalled for 3.2 s, lease 2 s', {
  env: { LEASE_S: '2' },
  rounds: sized({ short: 1, full: 4 }),
  strike: stall(3200, (clients) => clients),
});
