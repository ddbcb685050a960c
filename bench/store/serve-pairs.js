'use strict';

const { randomFillSync } = require('node:crypto');
const { measured, serve } = require('../harness/serve');
const { quantile } = require('../harness/statistics');

const [name, port] = process.argv.slice(2);
const pool = Buffer.alloc(48 * 1024);
let used = pool.length;
let client;

// An id of 43 characters and a token of 22. What they cost is the same for all.
function names() {
  if (used + 48 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 48;
  const id = pool.base64urlSlice(used - 48, used - 16);
  return { id, token: pool.base64urlSlice(used - 16, used) };
}

// The product takes bytes, the others take texts: each gets what costs it least.
const takesBytes = name.startsWith('onceonly');

function payloadOf(bytes) {
  const text = `j"${'x'.repeat(bytes - 3)}"`;
  return takesBytes ? Buffer.from(text) : text;
}

/** Pairs of begin and complete, `width` at a time, each begun if `mayBegin(now)`: their latencies. */
async function run({ width, payloadBytes }, mayBegin) {
  const payload = payloadOf(payloadBytes);
  const latencies = [];
  let failed = 0;
  const lane = async () => {
    for (let now = performance.now(); mayBegin(now);) {
      const { id, token } = names();
      if (!(await client.pair(id, token, payload))) failed++;
      const then = performance.now();
      latencies.push((then - now) * 1000);
      now = then;
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  if (failed > 0) throw new Error(`${failed} of ${latencies.length} pairs were not stored`);
  return latencies;
}

/**
 * Serves pairs of one of `clients` to the process that started this one: name -> `(port, recorded) => client`. The arguments of the
 * process are the name and the port.
 */
function servePairs(clients) {
  return serve({
    async connect(recorded) {
      client = await clients[name](Number(port), recorded);
    },

    /** One pair whose names and payload the caller knows. */
    pair: (id, token, payload) =>
      client.pair(id, token, takesBytes ? Buffer.from(payload) : payload),

    /** `{ cpuUs, p50Us, p99Us, perSecond, busy, pairs }`; cpuUs is per pair, busy the share of one core. */
    async slice({ durationMs, ...settings }) {
      let latencies;
      const { cpuUs, wallUs } = await measured(async () => {
        const until = performance.now() + durationMs;
        latencies = await run(settings, (now) => now < until);
      });
      return {
        pairs: latencies.length,
        cpuUs: cpuUs / latencies.length,
        p50Us: quantile(latencies, 0.5),
        p99Us: quantile(latencies, 0.99),
        perSecond: (latencies.length / wallUs) * 1e6,
        busy: cpuUs / wallUs,
      };
    },

    /** That many pairs. */
    async fill(count, payloadBytes) {
      let left = count;
      await run({ width: 32, payloadBytes }, () => left-- > 0);
    },

    async close() {
      await client.close();
    },
  });
}

module.exports = { servePairs };
