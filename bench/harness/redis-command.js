'use strict';

const Redis = require('ioredis');

/** Runs `use(redis)` with an ioredis client, for what is not measured. */
async function withClient(port, use) {
  const redis = new Redis({ host: '127.0.0.1', port });
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

/** Bytes that the server has allocated. */
async function usedMemory(redis) {
  const [, bytes] = /used_memory:(\d+)/.exec(await redis.info('memory'));
  return Number(bytes);
}

module.exports = { withClient, usedMemory };
