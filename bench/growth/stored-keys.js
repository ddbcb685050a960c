'use strict';

const path = require('node:path');
const { withChildren } = require('../harness/child');
const { withRedis } = require('../harness/redis-server');
const { alternate } = require('../harness/rounds');

const WORKER = path.join(__dirname, '..', 'store', 'worker.js');
const BATCH = 10_000;

// Copies a record under so many other ids, inside the server, where that takes seconds.
const COPY = `
local record = redis.call('GET', KEYS[1])
local before, after = string.match(KEYS[1], '^(.*{).*(}.*)$')
for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  redis.call('SET', before .. string.format('%043d', i) .. after, record, 'PX', 6000000)
end`;

async function fill({ client }, keys) {
  const [original] = await client.call('KEYS', '*{*}*');
  for (let from = 1; from < keys; from += BATCH) {
    await client.call('EVAL', COPY, 1, original, from, Math.min(from + BATCH, keys) - 1);
  }
}

function withServers(count, use, servers = []) {
  if (count === 0) return use(servers);
  return withRedis((server) => withServers(count - 1, use, [...servers, server]));
}

/** begin + complete on servers that hold so many keys: `{ sizes, samples }`; samples: number of keys -> by round. */
async function storedKeys({ sizes, rounds, durationMs }) {
  return withServers(sizes.length, (servers) => {
    const workers = sizes.map((size, i) => {
      return [size, { file: WORKER, args: ['onceonly', String(servers[i].port)] }];
    });
    return withChildren(Object.fromEntries(workers), async (children) => {
      const settings = { width: 32, durationMs, payloadBytes: 60 };
      for (const [i, size] of sizes.entries()) {
        await children[size].call('connect');
        await children[size].call('fill', 1, settings.payloadBytes);
        await fill(servers[i], size);
      }
      const slices = sizes.map((size) => [size, () => children[size].call('slice', settings)]);
      return { sizes, samples: await alternate(Object.fromEntries(slices), rounds) };
    });
  });
}

module.exports = { storedKeys };
