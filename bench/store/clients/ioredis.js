'use strict';

const Redis = require('ioredis');
const { SCRIPTS, beginArguments, completeArguments, keysOf } = require('../scripts');

// Its README: enableAutoPipelining for throughput, defineCommand for scripts (EVALSHA, loaded once).
const OPTIONS = { host: '127.0.0.1', enableAutoPipelining: true };

/** The product's scripts as custom commands. */
function scripts(port) {
  const redis = new Redis({ ...OPTIONS, port });
  redis.defineCommand('onceBegin', { numberOfKeys: 2, lua: SCRIPTS.begin });
  redis.defineCommand('onceComplete', { numberOfKeys: 2, lua: SCRIPTS.complete });
  return {
    async pair(id, token, payload) {
      const keys = keysOf(id);
      const [, , fence] = await redis.onceBegin(...keys, ...beginArguments(token));
      const answer = completeArguments(token, fence, payload);
      const [code] = await redis.onceComplete(...keys, ...answer);
      return code === 'STORED';
    },
    close: () => redis.disconnect(),
  };
}

/** The version that tutorials show: GET, SET NX, then SET and DEL. */
function fourCommands(port) {
  const redis = new Redis({ ...OPTIONS, port });
  return {
    async pair(id, token, payload) {
      const [lock, result] = keysOf(id);
      if ((await redis.get(result)) !== null) return false;
      if ((await redis.set(lock, token, 'PX', 60_000, 'NX')) === null) return false;
      const stored = redis.set(result, payload, 'PX', 600_000);
      const freed = redis.del(lock);
      return (await stored) === 'OK' && (await freed) === 1;
    },
    close: () => redis.disconnect(),
  };
}

module.exports = { 'ioredis, same scripts': scripts, 'ioredis, four commands': fourCommands };
