'use strict';

const { startCluster } = require('../../helpers/redis-cluster');
const { ORDERS } = require('../../helpers/shared-cluster');
const { expectOneChargeEach, openShop, openStore } = require('../../helpers/shop');
const { TcpRelay } = require('../../helpers/tcp-relay');
const { until } = require('../../helpers/until');

// So that a busy machine promotes nobody, and a node that comes back has all that it has answered for.
const LASTING = ['--appendonly', 'yes', '--appendfsync', 'always'];
const CALM = ['--cluster-node-timeout', '15000'];
const ORDERS_EACH = 60;

jest.setTimeout(120_000);

let cluster;
let entry;
let redis;

// A service gives its users one name, which leads to a node that there is.
beforeEach(async () => {
  cluster = await startCluster({ args: [...CALM, ...LASTING] });
  entry = await new TcpRelay(cluster.primaries[0].port).start();
  redis = { host: 'localhost', port: entry.port };
});

const addresses = () => cluster.primaries.map(({ port }) => `127.0.0.1:${port}`).sort();
const addressesOf = (store) =>
  store
    .status()
    .nodes.map(({ address }) => address)
    .sort();

/** Gives each node another port, one behind the other, as a service replaces its nodes. */
async function replaceAll() {
  for (const node of cluster.primaries) {
    await node.stop();
    await node.start();
    await until(everyNodeKnowsAll, 'the nodes know each other again');
    await cluster.settled();
    entry.targetPort = node.port;
    entry.destroyAll();
  }
}

async function everyNodeKnowsAll() {
  const maps = cluster.primaries.map((node) => node.command('CLUSTER', 'SLOTS'));
  const known = (await Promise.all(maps)).map((map) => map.map(([, , [, port]]) => port));
  const wanted = cluster.primaries.map(({ port }) => port).sort();
  return known.every((ports) => `${[...new Set(ports)].sort()}` === `${wanted}`);
}

test('a store finds all nodes at new addresses by the name that it was given', async () => {
  const before = addresses();
  const store = openStore(redis);
  await Promise.all(ORDERS.map((key) => store.store(key, key)));
  expect(addressesOf(store)).toEqual(before);
  await replaceAll();
  expect(before.filter((address) => addresses().includes(address))).toEqual([]);
  const isServed = async () => {
    const found = ORDERS.map((key) => store.check(key).catch(() => undefined));
    return (await Promise.all(found)).every((value, i) => value === ORDERS[i]);
  };
  await until(isServed, 'every key is served');
  expect(addressesOf(store)).toEqual(addresses());
  expect(store.status().state).toBe('ready');
});

test('a shop runs each key once while every node gets a new address', async () => {
  const shop = await openShop(redis);
  let replacing;
  let after;
  await shop.trade(() => {
    if (shop.answers.size >= ORDERS_EACH) {
      replacing ??= replaceAll().then(() => (after = shop.answers.size));
    }
    return after !== undefined && shop.answers.size >= after + ORDERS_EACH;
  });
  await replacing;
  expectOneChargeEach(shop);
  expect(shop.runs).toBe(shop.answers.size);
});
