'use strict';

const { createStore } = require('onceonly');

const { atEnd } = require('../../helpers/cleanups');
const { shareCluster } = require('../../helpers/shared-cluster');

const KEYS = Array.from({ length: 60 }, (_, i) => `order-${i}`);

const shared = shareCluster();

function openStore(url = shared.cluster.url, options) {
  const store = createStore({ redis: url, ...options });
  atEnd(() => store.close());
  return store;
}

/** How many records each primary holds. */
async function sizes() {
  return Promise.all(shared.cluster.primaries.map((node) => node.command('DBSIZE')));
}

describe('a store on one node of a cluster', () => {
  test('keeps each key at the node that holds its slot', async () => {
    const store = openStore();
    const before = await sizes();
    await Promise.all(KEYS.map((key) => store.store(key, { key })));
    const added = (await sizes()).map((size, i) => size - before[i]);
    expect(added.reduce((sum, each) => sum + each)).toBe(KEYS.length);
    expect(Math.min(...added)).toBeGreaterThan(0);
  });

  test('finds what another store has kept, from whichever node it knows', async () => {
    await openStore().store('shared', 1);
    for (const { url } of shared.cluster.primaries) {
      expect(await openStore(url).inspect('shared')).toMatchObject({ state: 'done' });
    }
  });

  test('follows a slot that is moved, at every moment of the move', async () => {
    const store = openStore();
    await store.store('moved', 1);
    const { id } = await store.inspect('moved');
    const name = `idem:result:{${id}}`;
    const from = await shared.cluster.holderOf(name);
    const to = shared.cluster.primaries.find((node) => node !== from);
    const slot = await from.command('CLUSTER', 'KEYSLOT', name);
    const seen = [];
    await shared.cluster.moveSlot(slot, from, to, async (moment) => {
      seen.push([moment, await store.inspect('moved')]);
    });
    seen.push(['over', await store.inspect('moved')]);
    expect(seen.map(([moment, { state }]) => [moment, state])).toEqual([
      ['begun', 'done'],
      ['moved', 'done'],
      ['over', 'done'],
    ]);
  });
});
