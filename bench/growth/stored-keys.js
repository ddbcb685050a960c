'use strict';

const path = require('node:path');
const { Child } = require('../harness/child');
const { withClient } = require('../harness/redis-command');
const { withRedis } = require('../harness/redis-server');
const { alternate } = require('../harness/rounds');

const WORKER = path.join(__dirname, '..', 'store', 'worker.js');
const BATCH = 10_000;

// Copies a record under so many other ids, inside the server, where that takes seconds.
const COPY = `
local record = redis.call('GET', KEYS[1])
for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  redis.call('SET', string.format('idem:result:{%043d}', i), record, 'PX', 6000000)
end`;

async function fill(port, keys) {
  await withClient(port, async (redis) => {
    const [original] = await redis.keys('idem:result:*');
    for (let from = 1; from < keys; from += BATCH) {
      await redis.eval(COPY, 1, original, from, Math.min(from + BATCH, keys) - 1);
    }
  });
}

function withServers(count, use, ports = []) {
  if (count === 0) return use(ports);
  return withRedis((port) => withServers(count - 1, use, [...ports, port]));
}

/** begin + complete on servers that hold so many keys: `{ sizes, samples }`; samples: number of keys -> by round. */
async function storedKeys({ sizes, rounds, durationMs }) {
  return withServers(sizes.length, async (ports) => {
    const children = ports.map((port) => new Child(WORKER, ['onceonly', String(port)]));
    try {
      const settings = { width: 32, durationMs, payloadBytes: 60 };
      for (const [i, child] of children.entries()) {
        await child.call('connect');
        await child.call('slice', { ...settings, durationMs: 5 });
        await fill(ports[i], sizes[i]);
      }
      const slices = children.map((child, i) => [sizes[i], () => child.call('slice', settings)]);
      return { sizes, samples: await alternate(Object.fromEntries(slices), rounds) };
    } finally {
      await Promise.all(children.map((child) => child.stop()));
    }
  });
}

module.exports = { storedKeys };
