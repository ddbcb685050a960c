'use strict';

/** name -> `(port, recorded) => client`, as in store/clients. */
const CLIENTS = {
  ...require('./onceonly').CLIENTS,
  ...require('./ioredis'),
  ...require('./node-redis'),
};

module.exports = { CLIENTS };
