'use strict';

const { createStore } = require('onceonly');

const { atEnd } = require('../../helpers/cleanups');
const { startCluster } = require('../../helpers/redis-cluster');
const { until } = require('../../helpers/until');

let cluster;
let store;

beforeEach(async () => {
  cluster = await startCluster({ replicas: 1 });
  store = createStore({ redis: cluster.url });
  atEnd(() => store.close());
}, 60_000);

/** Keys of which each primary holds at least one, as `{ key, node }`. */
async function spreadKeys() {
  const keys = Array.from({ length: 30 }, (_, i) => `k${i}`);
  const held = [];
  for (const key of keys) {
    await store.store(key, key);
    const { id } = await store.inspect(key);
    held.push({ key, node: await cluster.holderOf(`idem:result:{${id}}`) });
  }
  return held;
}

async function isServed(key) {
  try {
    return (await store.inspect(key))?.state === 'done';
  } catch (error) {
    expect(error.code).toBe('LOCK_FAILED');
    return false;
  }
}

describe('of a cluster whose primary', () => {
  test.each([
    ['is killed', (node) => node.stop()],
    ['freezes', (node) => node.pause()],
  ])('%s, a store finds the promoted replica, and the other nodes stay', async (name, strike) => {
    const held = await spreadKeys();
    const [, lost] = cluster.primaries;
    const ours = held.find(({ node }) => node === lost);
    const others = held.filter(({ node }) => node !== lost);
    atEnd(() => lost.resume());
    await cluster.replicated(lost);
    await strike(lost);
    await until(() => isServed(ours.key), 'the replica was promoted');
    for (const { key } of others) expect(await isServed(key)).toBe(true);
    expect(await store.inspect(ours.key)).toMatchObject({ state: 'done' });
  });

  test('is failed over by hand, no request fails', async () => {
    const held = await spreadKeys();
    const [primary] = cluster.primaries;
    const [replica] = cluster.replicas;
    const ours = held.filter(({ node }) => node === primary);
    const served = new Set();
    const askAll = async () => {
      for (const is of await Promise.all(ours.map(({ key }) => isServed(key)))) served.add(is);
    };
    await cluster.failOver(replica, askAll);
    await askAll();
    expect([...served]).toEqual([true]);
  });
});
