'use strict';

/**
 * name -> `(port, recorded) => client`, at once or as a promise; a client has `pair(id, token, payload)`, which tells
 * whether the pair was stored, and `close()`. `recorded` is what recordPair() gives.
 */
const CLIENTS = {
  ...require('./onceonly').CLIENTS,
  ...require('./ioredis'),
  ...require('./node-redis'),
  ...require('./net-socket'),
};

const SAME_COMMANDS = Object.keys(CLIENTS).filter((name) => name.endsWith('same commands'));

module.exports = { CLIENTS, SAME_COMMANDS };
