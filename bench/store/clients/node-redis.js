'use strict';

const { createClient } = require('redis');
const { sameCommands } = require('./same-commands');

/** Its README: commands of one tick are pipelined without an option, sendCommand sends any command. */
async function same(port, recorded) {
  const client = createClient({ socket: { host: '127.0.0.1', port } });
  client.on('error', () => {});
  await client.connect();
  const send = (args) => client.sendCommand(args);
  return { ...sameCommands(recorded, send), close: () => client.destroy() };
}

module.exports = { 'node-redis, same commands': same };
