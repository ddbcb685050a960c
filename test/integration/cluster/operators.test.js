'use strict';

const { createStore } = require('onceonly');

const { atEnd } = require('../../helpers/cleanups');
const { startCluster } = require('../../helpers/redis-cluster');

const KEYS = Array.from({ length: 300 }, (_, i) => `order-${i}`);

let cluster;
let store;
let ids;

beforeAll(async () => {
  cluster = await startCluster();
  store = createStore({ redis: cluster.url });
  atEnd(() => store.close());
  await Promise.all(KEYS.map((key) => store.store(key, { key })));
  const found = await Promise.all(KEYS.map((key) => store.inspect(key)));
  ids = found.map(({ id }) => id).sort();
}, 60_000);

const idsOf = (records) => [...new Set(records.map(({ id }) => id))].sort();

/** The slot of a record of the node that is scanned last, that node, and another one. */
async function lastPlace() {
  const [to, , from] = cluster.primaries;
  for (const id of ids) {
    const name = `idem:result:{${id}}`;
    if ((await cluster.holderOf(name)) !== from) continue;
    return { slot: await from.command('CLUSTER', 'KEYSLOT', name), from, to };
  }
  throw new Error('no record is there');
}

describe('the records of all nodes', () => {
  test('are listed once each', async () => {
    const records = await store.list({ state: 'any', limit: 1000 });
    expect(records.map(({ id }) => id).sort()).toEqual(ids);
    expect(records.cursor).toBeNull();
  });

  test('are listed in parts, by a store that knows another node', async () => {
    const other = createStore({ redis: cluster.primaries[2].url });
    atEnd(() => other.close());
    const found = [];
    let cursor;
    do {
      const options = { state: 'any', limit: 70 };
      const records = await other.list(cursor === undefined ? options : { ...options, cursor });
      found.push(...records);
      ({ cursor } = records);
    } while (cursor !== null);
    expect(idsOf(found)).toEqual(ids);
  });

  test('are counted, and found by their key', async () => {
    expect(await store.stats({ state: 'any' })).toMatchObject({ records: KEYS.length });
    for (const key of KEYS.slice(0, 3)) {
      expect(idsOf(await store.find(key))).toEqual([(await store.inspect(key)).id]);
    }
  });

  test('are purged', async () => {
    const options = { redis: cluster.url, prefix: 'purged' };
    const purged = createStore(options);
    atEnd(() => purged.close());
    await Promise.all(KEYS.slice(0, 40).map((key) => purged.store(key, 1)));
    const report = await purged.purge({ state: 'value', dryRun: false });
    expect(report).toMatchObject({ matched: { records: 40 } });
    expect(await purged.list({ state: 'any' })).toHaveLength(0);
    expect(await store.stats({ state: 'any' })).toMatchObject({ records: KEYS.length });
  });
});

describe('a scan in whose time slots move', () => {
  /** Lists in parts, and calls `strike` behind the second one, when the first page is over. */
  async function listInParts(strike) {
    const options = { state: 'any', limit: 50 };
    let { cursor } = await store.list(options);
    ({ cursor } = await store.list({ ...options, cursor }));
    await strike();
    while (cursor !== null) ({ cursor } = await store.list({ ...options, cursor }));
  }
  const MOVED = { code: 'LOCK_FAILED', cause: { code: 'SLOTS_MOVED' } };

  test('fails where a slot has another node by then, and finds all when it is begun again', async () => {
    const { slot, from, to } = await lastPlace();
    await expect(listInParts(() => cluster.moveSlot(slot, from, to))).rejects.toMatchObject(MOVED);
    expect(idsOf(await store.list({ state: 'any', limit: 1000 }))).toEqual(ids);
  });

  test('fails while a slot is on its way, whether a record of it has moved or not', async () => {
    const { slot, from, to } = await lastPlace();
    const failures = [];
    await cluster.moveSlot(slot, from, to, async (moment) => {
      const error = await store.list({ state: 'any', limit: 1000 }).catch((each) => each);
      failures.push([moment, error.code, error.cause?.code]);
    });
    expect(failures).toEqual([
      ['begun', 'LOCK_FAILED', 'SLOTS_MOVED'],
      ['moved', 'LOCK_FAILED', 'SLOTS_MOVED'],
    ]);
    expect(idsOf(await store.list({ state: 'any', limit: 1000 }))).toEqual(ids);
  });
});
