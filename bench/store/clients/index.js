'use strict';

/** name -> `(port) => client`, at once or as a promise; a client has `pair(id, token, payload)` and `close()`. */
const CLIENTS = {
  ...require('./onceonly'),
  ...require('./ioredis'),
  ...require('./node-redis'),
  ...require('./net-socket'),
};

module.exports = { CLIENTS };
