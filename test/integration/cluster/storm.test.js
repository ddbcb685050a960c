'use strict';

const { startCluster } = require('../../helpers/redis-cluster');
const { ORDERS } = require('../../helpers/shared-cluster');
const { openStore } = require('../../helpers/shop');
const { until } = require('../../helpers/until');

// About 250 between two, give or take a half: a run of shorter ones is bad luck of one in a million.
const LEAST_PAUSE_MS = 190;
const OUTAGE_MS = 5000;

jest.setTimeout(90_000);

/** How often these nodes were asked for the slot map. */
async function mapsAsked(nodes) {
  const stats = await Promise.all(nodes.map((node) => node.command('INFO', 'commandstats')));
  const calls = stats.join('\n').matchAll(/^cmdstat_cluster\|slots:calls=(\d+)/gm);
  return [...calls].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** A store that has used each node of a cluster. */
async function openUsed(cluster) {
  const store = openStore(cluster.url);
  await Promise.all(ORDERS.map((key) => store.store(key, key)));
  return store;
}

const isDown = async (node) =>
  (await node.command('CLUSTER', 'INFO')).includes('cluster_state:fail');

/** Asks for all keys again and again for `ms`. Resolves to the codes of the errors, and to the time it took. */
async function hammer(store, ms) {
  const codes = new Set();
  const began = performance.now();
  const ask = async (key) => {
    while (performance.now() - began < ms) {
      await store.inspect(key).catch(({ code }) => codes.add(code));
    }
  };
  await Promise.all(ORDERS.map(ask));
  return { codes, ms: performance.now() - began };
}

describe('the slot map is asked for', () => {
  test('a few times a second at most while a cluster is down, however many requests there are', async () => {
    const cluster = await startCluster();
    const store = await openUsed(cluster);
    const [, lost] = cluster.primaries;
    const left = cluster.primaries.filter((node) => node !== lost);
    await lost.stop();
    for (const node of left) await until(() => isDown(node), 'the cluster is down');
    const before = await mapsAsked(left);
    const { codes, ms } = await hammer(store, OUTAGE_MS);
    const asked = (await mapsAsked(left)) - before;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(1 + ms / LEAST_PAUSE_MS);
    expect([...codes]).toEqual(['LOCK_FAILED']);
  });

  test('not at all for a slot that is on its way, whose records are asked for at its new node', async () => {
    const cluster = await startCluster({ args: ['--cluster-node-timeout', '15000'] });
    const store = await openUsed(cluster);
    const [key] = ORDERS;
    const { id } = await store.inspect(key);
    const name = `idem:result:{${id}}`;
    const from = await cluster.holderOf(name);
    const [to] = cluster.primaries.filter((node) => node !== from);
    const slot = await from.command('CLUSTER', 'KEYSLOT', name);
    // The helper asks for the map as well, so it has to be over by then.
    await cluster.moveSlot(slot, from, to, async () => {
      const before = await mapsAsked(cluster.primaries);
      for (let i = 0; i < 100; i++) expect(await store.check(key)).toBe(key);
      expect(await mapsAsked(cluster.primaries)).toBe(before);
    });
  });
});
