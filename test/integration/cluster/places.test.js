'use strict';

const { findFreePort } = require('../../helpers/free-port');
const { startRedis } = require('../../helpers/redis-server');
const { ORDERS, shareCluster } = require('../../helpers/shared-cluster');
const { openStore } = require('../../helpers/shop');
const { until } = require('../../helpers/until');

const shared = shareCluster();

/** Stores all keys, and expects each node to hold some. */
async function expectServed(store) {
  await Promise.all(ORDERS.map((key) => store.store(key, key)));
  const found = await Promise.all(ORDERS.map((key) => store.check(key)));
  expect(found).toEqual(ORDERS);
  for (const node of shared.cluster.primaries)
    expect(await node.command('DBSIZE')).toBeGreaterThan(0);
}

describe('a cluster is found', () => {
  const addressesOf = (ports) => ports.map((port) => `127.0.0.1:${port}`);

  test('by a node that is up, where the first one of a URL is not', async () => {
    const ports = [await findFreePort(), ...shared.cluster.primaries.map(({ port }) => port)];
    await expectServed(openStore(`redis://${addressesOf(ports).join(',')}`));
  });

  test('by a node of `cluster`', async () => {
    const nodes = addressesOf([await findFreePort(), shared.cluster.primaries[2].port]);
    await expectServed(openStore({ port: await findFreePort(), cluster: nodes }));
  });

  test('by a name, which every connection looks up', async () => {
    await expectServed(openStore({ host: 'localhost', port: shared.cluster.primaries[0].port }));
  });

  test('with a function for the password', async () => {
    const asked = jest.fn(async () => '');
    await expectServed(openStore({ port: shared.cluster.primaries[1].port, password: asked }));
    expect(asked.mock.calls.length).toBeGreaterThanOrEqual(shared.cluster.primaries.length);
  });
});

describe('a `natMap`', () => {
  const NAT = { host: '10.255.255.1', port: 7 };

  test.each([
    ['an object', (map) => map],
    ['a function', (map) => (address) => map[address]],
  ])('that is %s leads to each node', async (_, form) => {
    const [first, second] = shared.cluster.primaries;
    const map = { [`127.0.0.1:${second.port}`]: { host: 'localhost', port: second.port } };
    await expectServed(openStore({ port: first.port, natMap: form(map) }));
  });

  test('that leads nowhere is followed all the same', async () => {
    const [first, second] = shared.cluster.primaries;
    const store = openStore({
      port: first.port,
      natMap: { [`127.0.0.1:${second.port}`]: NAT },
    });
    const outcomes = await Promise.all(
      ORDERS.map((key) =>
        store.inspect(key).then(
          () => 'served',
          ({ code }) => code,
        ),
      ),
    );
    expect(new Set(outcomes)).toEqual(new Set(['served', 'LOCK_FAILED']));
  });
});

describe('with `cluster: false`', () => {
  test('a node serves its own keys, and the others are refused', async () => {
    const store = openStore({ port: shared.cluster.primaries[0].port, cluster: false });
    const codes = await Promise.all(
      ORDERS.map((key) =>
        store.inspect(key).then(
          () => 'served',
          ({ cause }) => cause.code,
        ),
      ),
    );
    expect(new Set(codes)).toEqual(new Set(['served', 'CLUSTER_UNSUPPORTED']));
    expect(store.status()).not.toHaveProperty('nodes');
  });

  test('one server is used as ever', async () => {
    const redis = await startRedis();
    const store = openStore({ port: redis.port, cluster: false });
    await store.store('k', 1);
    expect(await store.check('k')).toBe(1);
  });
});

test('a database other than 0 is refused by the cluster, and says why', async () => {
  const store = openStore({ port: shared.cluster.primaries[0].port, db: 1 });
  await expect(store.inspect('k')).rejects.toMatchObject({
    cause: { code: 'CLUSTER_UNSUPPORTED' },
  });
});

test('the status has each node, and says which is down', async () => {
  const store = openStore(shared.cluster.url);
  await expectServed(store);
  const addresses = shared.cluster.primaries.map(({ port }) => `127.0.0.1:${port}`).sort();
  const ready = addresses.map((address) => ({ address, state: 'ready', lastError: null }));
  const { state, nodes } = store.status();
  expect([state, nodes.sort((a, b) => a.address.localeCompare(b.address))]).toEqual([
    'ready',
    ready.sort((a, b) => a.address.localeCompare(b.address)),
  ]);
  const [, lost] = shared.cluster.primaries;
  await lost.stop();
  const isDegraded = async () => {
    await Promise.all(ORDERS.map((key) => store.inspect(key).catch(() => {})));
    return store.status().state === 'degraded';
  };
  await until(isDegraded, 'the dead node is noticed');
  const down = store.status().nodes.filter((node) => node.state === 'down');
  expect(down).toEqual([
    { address: `127.0.0.1:${lost.port}`, state: 'down', lastError: expect.any(String) },
  ]);
});
