'use strict';

const { createStore } = require('onceonly');

const { atEnd } = require('../../helpers/cleanups');
const { startCluster } = require('../../helpers/redis-cluster');

const KEYS = Array.from({ length: 30 }, (_, i) => `order-${i}`);

let cluster;

beforeAll(async () => {
  cluster = await startCluster();
}, 60_000);

/** Which node serves each key, and which error the others give. */
async function outcomesByNode(store) {
  const outcomes = new Map(cluster.primaries.map((node) => [node, new Set()]));
  const admin = createStore({ redis: cluster.url });
  atEnd(() => admin.close());
  for (const key of KEYS) {
    await admin.store(key, 1);
    const { id } = await admin.inspect(key);
    const node = await cluster.holderOf(`idem:result:{${id}}`);
    const told = store.inspect(key).then(
      ({ state }) => state,
      (error) => error.cause.cause?.code ?? error.cause.code,
    );
    outcomes.get(node).add(await told);
  }
  return cluster.primaries.map((node) => [...outcomes.get(node)]);
}

test('a user who lacks a right on one node is refused there alone', async () => {
  const all = ['~*', '&*', '+@all', 'on', '>pw'];
  for (const node of cluster.primaries) await node.command('ACL', 'SETUSER', 'app', ...all);
  const [first, second] = cluster.primaries;
  await second.command('ACL', 'SETUSER', 'app', '-getex');
  const store = createStore({ redis: `redis://app:pw@127.0.0.1:${first.port}` });
  atEnd(() => store.close());
  expect(await outcomesByNode(store)).toEqual([['done'], ['NO_PERMISSION'], ['done']]);
  expect(store.status()).toMatchObject({ state: 'degraded', lastError: 'NO_PERMISSION' });
  expect(store.status().nodes.map(({ address, state }) => [address, state])).toContainEqual([
    `127.0.0.1:${second.port}`,
    'down',
  ]);
});

test('the smallest ACL rule for a cluster serves every key', async () => {
  const rule = ['+evalsha', '+eval', '+time', '+get', '+getex', '+set', '+del', '+pttl'];
  const more = ['+asking', '+cluster|slots'];
  for (const node of cluster.primaries) {
    await node.command('ACL', 'SETUSER', 'small', 'on', '>pw', '~idem:*', ...rule, ...more);
  }
  const store = createStore({ redis: `redis://small:pw@127.0.0.1:${cluster.primaries[1].port}` });
  atEnd(() => store.close());
  expect(await outcomesByNode(store)).toEqual([['done'], ['done'], ['done']]);
});

test('a user who may not see the map is told so', async () => {
  for (const node of cluster.primaries) {
    await node.command('ACL', 'SETUSER', 'blind', 'on', '>pw', '~*', '&*', '+@all', '-cluster');
  }
  const store = createStore({ redis: `redis://blind:pw@127.0.0.1:${cluster.primaries[0].port}` });
  atEnd(() => store.close());
  await expect(store.inspect('k')).rejects.toMatchObject({ cause: { code: 'NO_PERMISSION' } });
});
