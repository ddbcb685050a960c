'use strict';

/** name -> `(place) => client`; a place is `{ url }` of a cluster or `{ sentinels, name }`, with the number of `replicas`. */
module.exports = {
  ...require('./onceonly'),
  ...require('./ioredis'),
  ...require('./node-redis'),
};
