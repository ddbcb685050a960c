'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const { startRedis } = require('./redis-server');

const SLOTS = 16_384;
const NODE_TIMEOUT_MS = 1000;
// A primary that has lost its last slot would become a replica, now or in the next moment.
const STAYS = ['--cluster-allow-replica-migration', 'no'];
const SETTINGS = ['--cluster-enabled', 'yes', '--cluster-node-timeout', NODE_TIMEOUT_MS, ...STAYS];
const STEP_MS = 20;

/** A cluster of real redis-servers on 127.0.0.1. They end with the test file at the latest. */
class RedisCluster {
  constructor(primaries, replicas) {
    this.primaries = primaries;
    this.replicas = replicas;
  }

  get nodes() {
    return [...this.primaries, ...this.replicas];
  }

  get url() {
    return this.primaries[0].url;
  }

  /** The node that holds the slot of a key, as `node` knows it. */
  async holderOf(key, node = this.primaries[0]) {
    const slot = await node.command('CLUSTER', 'KEYSLOT', key);
    for (const [first, last, [, port]] of await node.command('CLUSTER', 'SLOTS')) {
      if (slot >= first && slot <= last) return this.nodes.find((each) => each.port === port);
    }
    return undefined;
  }

  /** The primary that holds a slot by its own word. */
  async holderOfSlot(slot) {
    for (const node of this.primaries) {
      const nodes = await node.command('CLUSTER', 'NODES');
      const [, own] = /\bmyself,master.*? connected(.*)/.exec(nodes) ?? [];
      if (holds(own ?? '', slot)) return node;
    }
    throw new Error(`nobody holds the slot ${slot}`);
  }

  /** Adds a primary without slots. */
  async addNode(args = []) {
    const node = await startRedis({ args: [...SETTINGS, ...args] });
    await node.command('CLUSTER', 'MEET', '127.0.0.1', this.primaries[0].port);
    await this.settled([node]);
    this.primaries.push(node);
    const knowsAll = async (each) => {
      const nodes = await each.command('CLUSTER', 'NODES');
      return nodes.trim().split('\n').length === this.nodes.length && !/handshake/.test(nodes);
    };
    for (const each of this.nodes) await until(() => knowsAll(each));
    return node;
  }

  /** Moves a slot from one primary to another with all its keys, as `redis-cli --cluster reshard` does. `meanwhile` runs in the middle. */
  async moveSlot(slot, from, to, meanwhile = async () => {}) {
    const [source, target] = await Promise.all([idOf(from), idOf(to)]);
    await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', source);
    await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', target);
    await meanwhile('begun');
    for (;;) {
      const keys = await from.command('CLUSTER', 'GETKEYSINSLOT', slot, 100);
      if (keys.length === 0) break;
      await from.command('MIGRATE', '127.0.0.1', to.port, '', 0, 5000, 'KEYS', ...keys);
    }
    await meanwhile('moved');
    for (const node of [to, from]) await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', target);
  }

  /** Resolves when every replica of a primary has all that the primary has taken by now: what it lacks is lost if it dies. */
  async replicated(primary) {
    const [, offset] = await primary.command('ROLE');
    await until(async () => {
      const [, , replicas] = await primary.command('ROLE');
      return replicas.every(([, , acknowledged]) => Number(acknowledged) >= offset);
    });
  }

  /** Fails over to a replica by hand. Resolves when it is the primary; `meanwhile` runs again and again until then. */
  async failOver(replica, meanwhile = async () => {}) {
    await replica.command('CLUSTER', 'FAILOVER');
    do await meanwhile();
    while ((await replica.command('ROLE'))[0] !== 'master');
  }

  /** Resolves when every node that answers finds the cluster complete and sees `count` primaries with slots. */
  async settled(nodes = this.nodes, count = this.primaries.length) {
    for (const node of nodes) {
      await until(async () => {
        const info = await node.command('CLUSTER', 'INFO');
        const isWhole = info.includes('cluster_state:ok') && info.includes(`cluster_size:${count}`);
        return isWhole && info.includes(`cluster_slots_ok:${SLOTS}`);
      });
    }
  }
}

/** Whether a slot is in the ranges of a line of CLUSTER NODES: " 0-5460 7000". */
function holds(ranges, slot) {
  return ranges.split(' ').some((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return range !== '' && slot >= first && slot <= last;
  });
}

async function until(condition) {
  while (!(await condition().catch(() => false))) await pause(STEP_MS);
}

function idOf(node) {
  return node.command('CLUSTER', 'MYID');
}

/** Starts a cluster that answers when this resolves: `primaries` nodes, each with `replicas` replicas. `args` and `hasTls`: as of startRedis(). */
async function startCluster({ primaries: count = 3, replicas: each = 0, args = [], hasTls } = {}) {
  const all = Array.from({ length: count * (1 + each) }, () =>
    startRedis({ args: [...SETTINGS, '--repl-diskless-sync-delay', '0', ...args], hasTls }),
  );
  const nodes = await Promise.all(all);
  const cluster = new RedisCluster(nodes.slice(0, count), nodes.slice(count));
  await share(cluster.primaries);
  for (const node of nodes.slice(1))
    await nodes[0].command('CLUSTER', 'MEET', '127.0.0.1', node.port);
  await cluster.settled();
  for (const [i, replica] of cluster.replicas.entries()) {
    const id = await idOf(cluster.primaries[i % count]);
    await until(async () => (await replica.command('CLUSTER', 'REPLICATE', id)) === 'OK');
    await until(async () => (await replica.command('ROLE'))[3] === 'connected');
  }
  if (each > 0) await until(() => everyNodeKnowsReplicas(cluster));
  return cluster;
}

// A primary that takes its replica for another primary ignores its CLUSTER FAILOVER.
async function everyNodeKnowsReplicas({ nodes, replicas }) {
  const views = await Promise.all(nodes.map((node) => node.command('CLUSTER', 'NODES')));
  return views.every((view) => view.match(/\bslave\b/g)?.length === replicas.length);
}

async function share(primaries) {
  for (const [i, node] of primaries.entries()) {
    await node.command('CLUSTER', 'SET-CONFIG-EPOCH', i + 1);
    const bound = (index) => Math.floor((SLOTS * index) / primaries.length);
    await node.command('CLUSTER', 'ADDSLOTSRANGE', bound(i), bound(i + 1) - 1);
  }
}

module.exports = { RedisCluster, startCluster };
