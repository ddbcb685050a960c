'use strict';

const { peer } = require('../peers');
const { byHand } = require('./by-hand');

function open({ url, sentinels, name }) {
  const Redis = peer('ioredis');
  const redis = sentinels === undefined ? new Redis.Cluster([url]) : new Redis({ sentinels, name });
  // The calls themselves tell of errors.
  redis.on('error', () => {});
  return byHand({
    claim: (key, value, ms) => redis.set(key, value, 'PX', ms, 'NX'),
    get: (key) => redis.get(key),
    complete: (script, key, ...args) => redis.eval(script, 1, key, ...args),
    close: () => redis.disconnect(),
  });
}

module.exports = { ioredis: open };
