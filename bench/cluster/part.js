'use strict';

const { strict: assert } = require('node:assert');
const path = require('node:path');
const { withChildren } = require('../harness/child');
const { withRedis } = require('../harness/redis-server');
const { withCluster } = require('../harness/redis-cluster');
const { alternate } = require('../harness/rounds');
const { ID, recordPair } = require('../store/recording');
const { CLIENTS } = require('./clients');
const { onCluster, randomNames } = require('./clients/onceonly');
const { oneFrozenRow } = require('./one-frozen');

const WORKER = path.join(__dirname, 'worker.js');
const PRIMARIES = 3;
const PAYLOAD_BYTES = 60;
// So many random keys reach each of three nodes, so that each has the scripts.
const SPREAD = 60;
const FULL = {
  ...{ widths: [1, 32], rounds: 11, turns: 3, durationMs: 250 },
  frozen: { rounds: 7, durationMs: 1000 },
};
const SMOKE = {
  ...{ widths: [1, 32], rounds: 2, turns: 1, durationMs: 30 },
  frozen: { rounds: 1, durationMs: 30 },
};

/**
 * begin + complete on a cluster of three primaries: rows as in the part `store`, `redisCpuUs` of all its servers together. `oneFrozen`: the
 * pairs of the other shards while one primary is frozen.
 */
async function clusterPart({ isSmoke }) {
  const settings = isSmoke ? SMOKE : FULL;
  return withRedis((single) =>
    withCluster(PRIMARIES, async (cluster) => {
      const serversOf = (name) => (name.endsWith('one server') ? [single] : cluster.servers);
      const children = Object.keys(CLIENTS).map((name) => [
        name,
        { file: WORKER, args: [name, String(serversOf(name)[0].port)] },
      ]);
      return withChildren(Object.fromEntries(children), async (started) => {
        await connect(started, cluster, serversOf);
        const rows = await measureRows(started, serversOf, settings);
        for (const child of Object.values(started)) await child.call('close');
        const oneFrozen = await oneFrozenRow(cluster, settings.frozen);
        const about = {
          ...{ primaries: PRIMARIES, rounds: settings.rounds },
          payloadBytes: PAYLOAD_BYTES,
        };
        return { ...about, rows, oneFrozen };
      });
    }),
  );
}

/** Connects all, gives them the commands of the product, and sees that each stores what it is given, on every node. */
async function connect(children, cluster, serversOf) {
  await withProduct(cluster.servers, (product) => fillEveryNode(product, cluster));
  const holder = await cluster.holderOf(`{${ID}}`);
  // A cluster has no subscribers, so that nothing follows a turn of the event loop.
  const recorded = { ...(await recordPair(holder, onCluster)), turn: [] };
  for (const [name, child] of Object.entries(children)) {
    await child.call('connect', recorded);
    await withProduct(serversOf(name), async (product) => {
      for (let i = 0; i < SPREAD; i++) await check(name, child, product);
    });
  }
}

async function withProduct([{ port }], use) {
  const product = await onCluster(port);
  try {
    await use(product);
  } finally {
    await product.close();
  }
}

async function fillEveryNode(product, { servers }) {
  const payload = Buffer.from('j""');
  for (let i = 0; i < SPREAD; i++) await product.pair(...randomNames(), payload);
  for (const { client } of servers) assert.ok((await client.call('DBSIZE')) > 0);
}

// The product itself must find what a client stored with the product's commands.
async function check(name, child, product) {
  const [id, token] = randomNames();
  const payload = `j"${'s'.repeat(57)}"`;
  assert.equal(await child.call('pair', id, token, payload), true, `${name}: no pair`);
  assert.equal(await product.stored(id), payload, `${name} stored something else`);
}

async function measureRows(children, serversOf, { widths, rounds, turns, durationMs }) {
  const rows = [];
  for (const width of widths) {
    const settings = { width, durationMs, payloadBytes: PAYLOAD_BYTES };
    const slices = Object.entries(children).map(([name, child]) => [
      name,
      () => slice(child, serversOf(name), settings),
    ]);
    const samples = await alternate(Object.fromEntries(slices), rounds, { turns });
    rows.push({ width, samples });
  }
  return rows;
}

async function slice(child, servers, settings) {
  const before = await cpuOf(servers);
  const { pairs, ...seen } = await child.call('slice', settings);
  return { ...seen, redisCpuUs: ((await cpuOf(servers)) - before) / pairs };
}

async function cpuOf(servers) {
  const all = await Promise.all(servers.map((server) => server.cpuUs()));
  return all.reduce((sum, each) => sum + each, 0);
}

module.exports = { clusterPart };
