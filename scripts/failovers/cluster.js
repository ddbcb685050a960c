'use strict';

const { startNodes } = require('../clustering/nodes');
const { ask } = require('./ask');

/**
 * A cluster of three primaries with a replica each: `{ place, struck, heir, other, ranges, nodes, folder, stop() }`. The fault strikes the
 * primary `struck`, whose replica is `heir` and whose slots are `ranges`.
 */
async function startCluster() {
  const { all, url, folder, stop } = await startNodes();
  try {
    const [other, struck] = all;
    const roles = await Promise.all(all.map(({ port }) => ask(port, 'ROLE')));
    const heir = all[roles.findIndex((role) => role[0] === 'slave' && role[2] === struck.port)];
    const slots = await ask(struck.port, 'CLUSTER', 'SLOTS');
    const ranges = slots.filter(([, , [, port]]) => port === struck.port);
    const place = { url, replicas: 1 };
    return { place, struck, heir, other, ranges, nodes: all, folder, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

module.exports = { startCluster };
