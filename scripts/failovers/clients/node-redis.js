'use strict';

const { peer } = require('../peers');
const { byHand } = require('./by-hand');

async function open({ url, sentinels, name }) {
  const { createCluster, createSentinel } = peer('redis');
  const redis =
    sentinels === undefined
      ? createCluster({ rootNodes: [{ url }] })
      : createSentinel({ name, sentinelRootNodes: sentinels });
  // The calls themselves tell of errors.
  redis.on('error', () => {});
  await redis.connect();
  return byHand({
    claim: (key, value, ms) => redis.set(key, value, { PX: ms, NX: true }),
    get: (key) => redis.get(key),
    complete: (script, key, ...args) => redis.eval(script, { keys: [key], arguments: args }),
    close: () => redis.destroy(),
  });
}

module.exports = { 'node-redis': open };
