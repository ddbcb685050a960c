'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const { freePort, withRedis } = require('./redis-server');

const SLOTS = 16_384;
const STEP_MS = 20;

/** Servers that share all slots, each a primary without a replica. */
class RedisCluster {
  constructor(servers) {
    this.servers = servers;
  }

  /** The server that holds the slot of a key. */
  async holderOf(key) {
    const { client } = this.servers[0];
    const slot = await client.call('CLUSTER', 'KEYSLOT', key);
    const ranges = await client.call('CLUSTER', 'SLOTS');
    const [, , [, holder]] = ranges.find(([first, last]) => slot >= first && slot <= last);
    return this.servers.find(({ port }) => port === holder);
  }
}

/** Runs `use(cluster)` with a cluster of so many primaries, which ends with it. */
async function withCluster(primaries, use) {
  const start = async (servers) => {
    if (servers.length === primaries) return use(await joined(servers));
    const bus = await freePort();
    const settings = ['--cluster-enabled', 'yes', '--cluster-port', bus];
    return withRedis((server) => start([...servers, { server, bus }]), settings);
  };
  return start([]);
}

async function joined(nodes) {
  const servers = nodes.map(({ server }) => server);
  const [{ client: first }] = servers;
  for (const [i, { client }] of servers.entries()) {
    const bound = (index) => Math.floor((SLOTS * index) / servers.length);
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', i + 1);
    await client.call('CLUSTER', 'ADDSLOTSRANGE', bound(i), bound(i + 1) - 1);
  }
  for (const { server, bus } of nodes.slice(1)) {
    await first.call('CLUSTER', 'MEET', '127.0.0.1', server.port, bus);
  }
  for (const { client } of servers) await untilWhole(client, servers.length);
  return new RedisCluster(servers);
}

async function untilWhole(client, count) {
  for (;;) {
    const info = await client.call('CLUSTER', 'INFO');
    const knowsAll = info.includes(`cluster_size:${count}\r`);
    if (info.includes('cluster_state:ok') && knowsAll) return;
    await pause(STEP_MS);
  }
}

module.exports = { withCluster };
