'use strict';

const { ORDERS, shareCluster } = require('../../helpers/shared-cluster');
const { openStore } = require('../../helpers/shop');

const shared = shareCluster();

/** Which node serves each key, and which error the others give. */
async function outcomesByNode(store) {
  const outcomes = new Map(shared.cluster.primaries.map((node) => [node, new Set()]));
  const admin = openStore(shared.cluster.url);
  for (const key of ORDERS) {
    await admin.store(key, 1);
    const { id } = await admin.inspect(key);
    const node = await shared.cluster.holderOf(`idem:result:{${id}}`);
    const told = store.inspect(key).then(
      ({ state }) => state,
      (error) => error.cause.cause?.code ?? error.cause.code,
    );
    outcomes.get(node).add(await told);
  }
  return shared.cluster.primaries.map((node) => [...outcomes.get(node)]);
}

test('a user who lacks a right on one node is refused there alone', async () => {
  const all = ['~*', '&*', '+@all', 'on', '>pw'];
  for (const node of shared.cluster.primaries) await node.command('ACL', 'SETUSER', 'app', ...all);
  const [first, second] = shared.cluster.primaries;
  await second.command('ACL', 'SETUSER', 'app', '-getex');
  const store = openStore(`redis://app:pw@127.0.0.1:${first.port}`);
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
  for (const node of shared.cluster.primaries) {
    await node.command('ACL', 'SETUSER', 'small', 'on', '>pw', '~idem:*', ...rule, ...more);
  }
  const store = openStore(`redis://small:pw@127.0.0.1:${shared.cluster.primaries[1].port}`);
  expect(await outcomesByNode(store)).toEqual([['done'], ['done'], ['done']]);
});

test('a user who may not see the map is told so', async () => {
  for (const node of shared.cluster.primaries) {
    await node.command('ACL', 'SETUSER', 'blind', 'on', '>pw', '~*', '&*', '+@all', '-cluster');
  }
  const store = openStore(`redis://blind:pw@127.0.0.1:${shared.cluster.primaries[0].port}`);
  await expect(store.inspect('k')).rejects.toMatchObject({ cause: { code: 'NO_PERMISSION' } });
});
