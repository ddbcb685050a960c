'use strict';

const { startCluster } = require('./cluster');
const { startSentinels } = require('./sentinels');
const strikes = require('./strikes');

const PLAIN = ['onceonly', 'ioredis', 'node-redis'];
const WITH_REPLICAS = 'onceonly, `minReplicas` all';
const ALL = ['onceonly', WITH_REPLICAS, 'ioredis', 'node-redis'];
// A primary that was failed over by hand takes writes for about ten seconds.
const UNTIL_DEMOTED_MS = 12_000;

/**
 * `strike(servers)` gives the time at which the fault was over: a replica was promoted, or what was missing is back. `losesNothing`:
 * nothing that was acknowledged can be lost. Only then the run fails if a key of ours was charged twice.
 */
const FAULTS = [
  {
    name: 'cluster: primary killed',
    start: startCluster,
    names: PLAIN,
    strike: ({ struck, heir }) => strikes.kill(struck, [heir]),
  },
  {
    name: 'cluster: primary frozen',
    start: startCluster,
    names: PLAIN,
    strike: ({ struck, heir }) => strikes.freeze(struck, [heir]),
  },
  {
    name: 'cluster: failed over by hand',
    start: startCluster,
    names: ALL,
    strike: strikes.failOverCluster,
    losesNothing: true,
  },
  {
    name: 'cluster: slots moved',
    start: startCluster,
    names: PLAIN,
    strike: strikes.moveSlots,
    losesNothing: true,
  },
  {
    name: 'cluster: a node without its slots',
    start: startCluster,
    names: PLAIN,
    strike: strikes.takeSlots,
    losesNothing: true,
  },
  {
    name: 'Sentinel: primary killed',
    start: startSentinels,
    names: PLAIN,
    strike: ({ servers: [primary, ...replicas] }) => strikes.kill(primary, replicas),
  },
  {
    name: 'Sentinel: primary frozen',
    start: startSentinels,
    names: PLAIN,
    strike: ({ servers: [primary, ...replicas] }) => strikes.freeze(primary, replicas),
  },
  {
    name: 'Sentinel: failed over by hand',
    start: startSentinels,
    names: ALL,
    strike: strikes.failOverSentinel,
    afterMs: UNTIL_DEMOTED_MS,
  },
  {
    name: 'Sentinel: failed over by hand, `min-replicas-to-write` all',
    start: () => startSentinels({ keepsReplicas: true }),
    names: PLAIN,
    strike: strikes.failOverSentinel,
    afterMs: UNTIL_DEMOTED_MS,
  },
  {
    name: 'Sentinel: all replicas stopped',
    start: startSentinels,
    names: [WITH_REPLICAS],
    strike: strikes.stopReplicas,
    losesNothing: true,
  },
];

module.exports = { FAULTS, WITH_REPLICAS };
