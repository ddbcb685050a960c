'use strict';

const { createStore } = require('onceonly');

const { atEnd } = require('../../helpers/cleanups');
const { startCluster } = require('../../helpers/redis-cluster');
const { until } = require('../../helpers/until');

let cluster;
let store;

jest.setTimeout(90_000);

beforeEach(async () => {
  cluster = await startCluster({ replicas: 1, args: ['--cluster-require-full-coverage', 'no'] });
  store = createStore({ redis: cluster.url });
  atEnd(() => store.close());
});

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

/** The primaries with their states, as the store knows them. */
const knownNodes = () => store.status().nodes.map(({ address, state }) => `${address} ${state}`);

/** The primaries when the replica of one has taken its place. */
function nodesAfter(lost) {
  const { primaries, replicas } = cluster;
  const ports = primaries.map((node, i) => (node === lost ? replicas[i] : node).port);
  return ports.map((port) => `127.0.0.1:${port} ready`);
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
  ])(
    '%s, a store finds the promoted replica, and no request of the other nodes fails meanwhile',
    async (name, strike) => {
      const held = await spreadKeys();
      const [, lost] = cluster.primaries;
      const ours = held.find(({ node }) => node === lost);
      const others = held.filter(({ node }) => node !== lost);
      atEnd(() => lost.resume());
      await cluster.replicated(lost);
      await strike(lost);
      const isPromoted = async () => {
        const told = await Promise.all(others.map(({ key }) => isServed(key)));
        expect(told).toEqual(others.map(() => true));
        return isServed(ours.key);
      };
      await until(isPromoted, 'the replica was promoted');
      for (const { key } of held) expect(await store.inspect(key)).toMatchObject({ state: 'done' });
      expect(knownNodes().sort()).toEqual(nodesAfter(lost).sort());
    },
  );

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
