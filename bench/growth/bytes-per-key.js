'use strict';

const path = require('node:path');
const { withChildren } = require('../harness/child');
const { withRedis } = require('../harness/redis-server');

const WORKER = path.join(__dirname, '..', 'store', 'worker.js');
const PAYLOAD_BYTES = 60;

async function allKeys({ client }) {
  const names = [];
  let cursor = '0';
  do {
    const [next, page] = await client.call('SCAN', cursor, 'COUNT', 1000);
    names.push(...page);
    cursor = next;
  } while (cursor !== '0');
  return new Set(names);
}

/** The sum of MEMORY USAGE over all keys: name, value and expiry, without the tables that hold them. */
async function memoryUsage(server) {
  const names = await allKeys(server);
  const sizes = [...names].map((name) => server.client.call('MEMORY', 'USAGE', name));
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * What a completed key takes in Redis beyond its payload: `{ keys, beyondPayload, byMemoryUsage }`. `beyondPayload` is the
 * difference of used_memory, so with the server's tables; `byMemoryUsage` is what the server tells key by key.
 */
async function bytesPerKey({ storedPairs }) {
  return withRedis((server) => {
    const worker = { file: WORKER, args: ['onceonly', String(server.port)] };
    return withChildren({ worker }, async ({ worker: child }) => {
      await child.call('connect');
      await child.call('fill', 1, PAYLOAD_BYTES);
      await server.client.call('FLUSHALL', 'SYNC');
      const before = await server.usedMemory();
      await child.call('fill', storedPairs, PAYLOAD_BYTES);
      const used = (await server.usedMemory()) - before;
      const named = await memoryUsage(server);
      return {
        keys: storedPairs,
        beyondPayload: used / storedPairs - PAYLOAD_BYTES,
        byMemoryUsage: named / storedPairs - PAYLOAD_BYTES,
      };
    });
  });
}

module.exports = { bytesPerKey };
