'use strict';

const { createCluster } = require('redis');
const { sameCommands } = require('../../store/clients/same-commands');

// The key of a recorded command has the hash tag of its id.
const keyOf = (args) => args.find((each) => each.includes('{'));

/** Its README: commands of one tick are pipelined without an option, sendCommand takes a key that names the node. */
async function same(port, recorded) {
  const cluster = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] });
  cluster.on('error', () => {});
  await cluster.connect();
  const send = (args) => cluster.sendCommand(keyOf(args), false, args);
  return { ...sameCommands(recorded, send), close: () => cluster.destroy() };
}

module.exports = { 'node-redis cluster, same commands': same };
