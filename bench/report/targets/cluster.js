'use strict';

const figures = require('../figures');
const { FROZEN, WELL } = require('../../cluster/one-frozen');
const { atLeast, atMost, reach } = require('./goals');

const IOREDIS = 'ioredis Cluster, same commands';
const NODE_REDIS = 'node-redis cluster, same commands';

/** begin + complete on a cluster, against the same commands on other clients and against one server. */
function clusterTargets(part) {
  const against = (width, field, label, peer, goal) => {
    const row = part.rows.find((each) => each.width === width);
    const ratio = figures.ratioOf(figures.fieldOf(row, field), 'onceonly', peer);
    return reach(`cluster, ${width} in flight: ${label} against ${peer}`, goal, ratio);
  };
  return [
    against(32, 'cpuUs', 'CPU of the Node process', IOREDIS, atMost(0.35)),
    against(32, 'cpuUs', 'CPU of the Node process', NODE_REDIS, atMost(0.31)),
    against(32, 'cpuUs', 'CPU of the Node process', 'onceonly, one server', atMost(1.6)),
    against(32, 'perSecond', 'pairs/s', IOREDIS, atLeast(1)),
    against(32, 'perSecond', 'pairs/s', NODE_REDIS, atLeast(1)),
    against(1, 'p50Us', 'p50 latency', IOREDIS, atMost(0.85)),
    against(1, 'p50Us', 'p50 latency', NODE_REDIS, atMost(0.85)),
    ...oneFrozenTargets(part),
  ];
}

// Results of an older run lack it.
function oneFrozenTargets({ oneFrozen }) {
  if (oneFrozen === undefined) return [];
  const ratio = figures.ratioOf(figures.fieldOf(oneFrozen, 'perSecond'), FROZEN, WELL);
  const what = `cluster, ${FROZEN}: pairs/s of the other shards against ${WELL}`;
  return [reach(what, atLeast(0.9), ratio)];
}

module.exports = { clusterTargets };
