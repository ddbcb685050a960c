'use strict';

const { once } = require('node:events');

const { Cluster } = require('ioredis');
const { sameCommands } = require('../../store/clients/same-commands');

/** Its README: enableAutoPipelining for throughput, which makes a pipeline per node. */
async function same(port, recorded) {
  const cluster = new Cluster([{ host: '127.0.0.1', port }], { enableAutoPipelining: true });
  await once(cluster, 'ready');
  const send = ([name, ...args]) => cluster[name.toLowerCase()](...args);
  return { ...sameCommands(recorded, send), close: () => cluster.disconnect() };
}

module.exports = { 'ioredis Cluster, same commands': same };
