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

describe('a user whom one node', () => {
  let warn;

  beforeEach(() => {
    warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  });

  afterEach(() => {
    warn.mockRestore();
  });

  test.each([
    ['gives no right', ['-getex'], 'NO_PERMISSION'],
    ['knows by another password', ['resetpass', '>other'], 'AUTH_FAILED'],
  ])('%s is refused there alone, and the warning names that node', async (_, change, code) => {
    const [first, second] = shared.cluster.primaries;
    const all = ['reset', '~*', '&*', '+@all', 'on', '>pw'];
    for (const node of shared.cluster.primaries) {
      await node.command('ACL', 'SETUSER', 'app', ...all);
    }
    await second.command('ACL', 'SETUSER', 'app', ...change);
    const store = openStore(`redis://app:pw@127.0.0.1:${first.port}`);
    expect(await outcomesByNode(store)).toEqual([['done'], [code], ['done']]);
    expect(store.status()).toMatchObject({ state: 'degraded', lastError: code });
    const down = store.status().nodes.filter(({ state }) => state === 'down');
    expect(down.map(({ address }) => address)).toEqual([`127.0.0.1:${second.port}`]);
    const warnings = warn.mock.calls.map(([warning]) => `${warning}`);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`${code} at redis://127.0.0.1:${second.port}`);
  });
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
