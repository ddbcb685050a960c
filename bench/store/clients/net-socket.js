'use strict';

const { PlainRedis } = require('../../harness/plain-redis');
const { sameCommands } = require('./same-commands');

/** What plain JavaScript can do: no timeouts, no reconnecting, a parser that trusts the server, one write per turn. */
async function same(port, recorded) {
  const redis = await PlainRedis.connect(port);
  const send = (args) => redis.call(...args);
  return { ...sameCommands(recorded, send), close: () => redis.close() };
}

module.exports = { 'net.Socket, same commands': same };
