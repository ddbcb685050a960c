'use strict';

const { atEnd } = require('../../helpers/cleanups');
const { startCluster } = require('../../helpers/redis-cluster');
const { until } = require('../../helpers/until');
const { startOrderProcesses } = require('./order-processes');

const KEYS = Array.from({ length: 1000 }, (_, i) => `order-${i}`);
const KEYS_BEFORE = 300;
const REFUSALS = ['503 LOCK_FAILED', '409 REQUEST_IN_PROGRESS'];

// So that a busy machine promotes nobody, and a node that comes back has all that it has answered for.
const LASTING = ['--appendonly', 'yes', '--appendfsync', 'always'];
const CALM = ['--cluster-node-timeout', '15000'];

jest.setTimeout(120_000);

const isPromoted = (replica) => async () => (await replica.command('ROLE'))[0] === 'master';

async function expectOneRunEach(orders) {
  expect((await orders.runs()).sort()).toEqual([...KEYS].sort());
  expect(orders.answers.size).toBe(KEYS.length);
  for (const texts of orders.answers.values()) expect(new Set(texts).size).toBe(1);
  expect([...orders.refusals].filter((each) => !REFUSALS.includes(each))).toEqual([]);
}

/** Sends all orders, and strikes when some have been answered: the others come behind that. */
async function takeAll(orders, strike) {
  let striking;
  await orders.take(KEYS, (count) => {
    if (count >= KEYS_BEFORE) striking ??= strike().then(() => orders.answers.size);
  });
  expect(await striking).toBeLessThan(KEYS.length);
}

describe('two processes run a thousand keys once each, and answer each key alike, while a primary', () => {
  test.each([
    ['is killed, and comes back as a replica', (node) => node.stop(), (node) => node.startAgain()],
    ['freezes, and thaws when it is replaced', (node) => node.pause(), (node) => node.resume()],
  ])('%s', async (_, strike, bring) => {
    const cluster = await startCluster({ replicas: 1 });
    const orders = await startOrderProcesses(cluster, { minReplicas: 1 });
    const [, struck] = cluster.primaries;
    const [, replica] = cluster.replicas;
    atEnd(() => struck.resume());
    await takeAll(orders, async () => {
      await strike(struck);
      await until(isPromoted(replica), 'the replica is promoted');
      await bring(struck);
    });
    await expectOneRunEach(orders);
  });

  test('is failed over by hand', async () => {
    const cluster = await startCluster({ replicas: 1, args: CALM });
    const orders = await startOrderProcesses(cluster, { minReplicas: 1 });
    const [, replica] = cluster.replicas;
    await takeAll(orders, () => cluster.failOver(replica));
    expect(await isPromoted(replica)()).toBe(true);
    await expectOneRunEach(orders);
  });

  test('restarts at its place', async () => {
    const cluster = await startCluster({ args: [...CALM, ...LASTING] });
    const orders = await startOrderProcesses(cluster);
    const [, restarted] = cluster.primaries;
    await takeAll(orders, () => restarted.restart());
    await expectOneRunEach(orders);
  });
});
