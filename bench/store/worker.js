'use strict';

const { randomFillSync } = require('node:crypto');
const { measured, serve } = require('../harness/serve');
const { quantile } = require('../harness/statistics');
const { CLIENTS } = require('./clients');

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

/** Pairs of begin and complete for `durationMs`, `width` at a time. */
async function run({ width, durationMs, payloadBytes }) {
  const payload = Buffer.from(`j"${'x'.repeat(payloadBytes - 3)}"`);
  const latencies = [];
  const until = performance.now() + durationMs;
  let failed = 0;
  const lane = async () => {
    for (let now = performance.now(); now < until;) {
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

serve({
  async connect() {
    client = await CLIENTS[name](Number(port));
  },

  /** `{ cpuUs, p50Us, p99Us, perSecond, busy }`; cpuUs is per pair, busy the share of one core. */
  async slice(settings) {
    let latencies;
    const { cpuUs, wallUs } = await measured(async () => {
      latencies = await run(settings);
    });
    return {
      cpuUs: cpuUs / latencies.length,
      p50Us: quantile(latencies, 0.5),
      p99Us: quantile(latencies, 0.99),
      perSecond: (latencies.length / wallUs) * 1e6,
      busy: cpuUs / wallUs,
    };
  },

  async close() {
    await client.close();
  },
});
