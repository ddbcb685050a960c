'use strict';

const { startCluster } = require('../../helpers/redis-cluster');
const { expectOneChargeEach, openShop } = require('../../helpers/shop');

const EACH_HAS_ITS_REPLICA = ['--min-replicas-to-write', 1];

jest.setTimeout(90_000);

/** Trades while `strike(cluster)` runs, and for a while before and after it. */
async function tradeDuring(shop, cluster, strike) {
  let striking;
  let after;
  const struck = async () => {
    await strike(cluster);
    after = shop.answers.size;
  };
  await shop.trade(() => {
    if (!striking && shop.answers.size >= 60) striking = struck();
    return after !== undefined && shop.answers.size >= after + 60;
  });
  await striking;
}

async function recordsOf({ nodes }) {
  const roles = await Promise.all(nodes.map((node) => node.command('ROLE')));
  const primaries = nodes.filter((_, i) => roles[i][0] === 'master');
  const results = await Promise.all(primaries.map((node) => node.command('KEYS', 'idem:result:*')));
  return new Set(results.flat()).size;
}

const isPromoted = async (replica) => (await replica.command('ROLE'))[0] === 'master';

async function promoted(replica) {
  while (!(await isPromoted(replica)));
}

async function killAndStartAgain({ primaries: [primary], replicas: [replica] }) {
  await primary.stop();
  await promoted(replica);
  await primary.startAgain();
}

describe('a shop on a cluster runs each key once, and loses none,', () => {
  test.each([
    ['whose servers have min-replicas-to-write', EACH_HAS_ITS_REPLICA, {}],
    ['whose store has minReplicas', [], { minReplicas: 1 }],
  ])('%s, in a failover by hand', async (_, args, options) => {
    const cluster = await startCluster({ replicas: 1, args });
    const [{ port }] = cluster.primaries;
    const shop = await openShop({ host: '127.0.0.1', port, ...options });
    await tradeDuring(shop, cluster, ({ replicas: [replica] }) => cluster.failOver(replica));
    expectOneChargeEach(shop);
    expect(shop.runs).toBe(shop.answers.size);
    expect(await recordsOf(cluster)).toBe(shop.answers.size);
  });
});

test('a shop on a cluster charges each key once though a primary is killed and comes back as a replica', async () => {
  const cluster = await startCluster({ replicas: 1, args: EACH_HAS_ITS_REPLICA });
  const shop = await openShop(cluster.url);
  await tradeDuring(shop, cluster, killAndStartAgain);
  expectOneChargeEach(shop);
});
