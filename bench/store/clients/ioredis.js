'use strict';

const Redis = require('ioredis');
const { sameCommands } = require('./same-commands');

// Its README: enableAutoPipelining for throughput.
const OPTIONS = { host: '127.0.0.1', enableAutoPipelining: true };

/** The product's commands, by the methods of their names. */
function same(port, recorded) {
  const redis = new Redis({ ...OPTIONS, port });
  const send = ([name, ...args]) => redis[name.toLowerCase()](...args);
  return { ...sameCommands(recorded, send), close: () => redis.disconnect() };
}

/** The version that tutorials show: GET, SET NX, then SET and DEL. */
function fourCommands(port) {
  const redis = new Redis({ ...OPTIONS, port });
  return {
    async pair(id, token, payload) {
      const lock = `tutorial:lock:{${id}}`;
      const result = `tutorial:result:{${id}}`;
      if ((await redis.get(result)) !== null) return false;
      if ((await redis.set(lock, token, 'PX', 60_000, 'NX')) === null) return false;
      const stored = redis.set(result, payload, 'PX', 600_000);
      const freed = redis.del(lock);
      return (await stored) === 'OK' && (await freed) === 1;
    },
    close: () => redis.disconnect(),
  };
}

module.exports = { 'ioredis, same commands': same, 'ioredis, four commands': fourCommands };
