'use strict';

const { createStore } = require('onceonly');

const { atEnd } = require('../../helpers/cleanups');
const { startCluster } = require('../../helpers/redis-cluster');
const { ORDERS } = require('../../helpers/shared-cluster');
const { until } = require('../../helpers/until');

// So that a busy machine promotes nobody.
const CALM = ['--cluster-node-timeout', '15000'];

// A kill may lose what is not on the disk yet, if that is slow.
const LASTING = ['--appendonly', 'yes', '--appendfsync', 'always'];
// A node that comes back waits for up to five seconds before it serves, and a busy machine for longer.
const BACK_MS = 60_000;

jest.setTimeout(90_000);

let cluster;
let store;

beforeEach(async () => {
  cluster = await startCluster({ args: [...CALM, ...LASTING] });
  store = createStore({ redis: cluster.url });
  atEnd(() => store.close());
  await Promise.all(ORDERS.map((key) => store.store(key, key)));
});

/** Moves every slot that holds a record of a node to another one. */
async function moveRecords(from, to) {
  const names = await from.command('KEYS', '*');
  const slots = await Promise.all(names.map((name) => from.command('CLUSTER', 'KEYSLOT', name)));
  for (const slot of new Set(slots)) await cluster.moveSlot(slot, from, to);
  return slots.length;
}

async function expectServed() {
  expect(await Promise.all(ORDERS.map((key) => store.check(key)))).toEqual(ORDERS);
}

test('a node is used as soon as it holds slots, and left when it has lost them', async () => {
  const [, second] = cluster.primaries;
  const added = await cluster.addNode(CALM);
  expect(await moveRecords(second, added)).toBeGreaterThan(0);
  await expectServed();
  const address = `127.0.0.1:${added.port}`;
  expect(store.status().nodes).toContainEqual({ address, state: 'ready', lastError: null });
  await moveRecords(added, second);
  await until(async () => {
    await expectServed();
    return !store.status().nodes.some((node) => node.address === address);
  }, 'the map is new');
  await added.stop();
  await expectServed();
  expect(store.status().state).toBe('ready');
});

test('a node that restarts at its place is found again, with what it has kept', async () => {
  const [, second] = cluster.primaries;
  await second.restart();
  await until(
    async () => {
      const told = await Promise.all(ORDERS.map((key) => store.check(key).catch(() => undefined)));
      return told.every((value, i) => value === ORDERS[i]);
    },
    'every key is served',
    BACK_MS,
  );
  expect(store.status().state).toBe('ready');
});
