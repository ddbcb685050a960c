'use strict';

const { randomBytes } = require('node:crypto');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { measured, serve } = require('../harness/serve');
const { quantile } = require('../harness/statistics');
const { CLIENTS } = require('./clients');

const [name, path, port] = process.argv.slice(2);
// Its clock ticks once in this time, so what it tells is that much too long.
const RESOLUTION_MS = 1;

let client;

/** Pairs of begin and complete, `width` at a time, until the time is over: their latencies in microseconds. */
async function run({ width, payloadBytes, durationMs }) {
  const payload = Buffer.from(`j"${'x'.repeat(payloadBytes - 3)}"`);
  const until = performance.now() + durationMs;
  const latencies = [];
  const lane = async () => {
    for (let now = performance.now(); now < until;) {
      const stored = await client.pair(randomName(32), randomName(16), payload);
      if (!stored) throw new Error(`${name}: a pair was not stored`);
      const then = performance.now();
      latencies.push((then - now) * 1000);
      now = then;
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return latencies;
}

const randomName = (bytes) => randomBytes(bytes).toString('base64url');

serve({
  async connect() {
    client = CLIENTS[name]({ path, port: Number(port) });
    await run({ width: 1, payloadBytes: 60, durationMs: 50 });
  },

  /** `{ cpuUs, p50Us, perSecond, heldMs }`; heldMs is the longest time for which the loop stood still. */
  async slice(settings) {
    const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    delay.enable();
    let latencies;
    const { cpuUs, wallUs } = await measured(async () => {
      latencies = await run(settings);
    });
    delay.disable();
    return {
      cpuUs: cpuUs / latencies.length,
      p50Us: quantile(latencies, 0.5),
      perSecond: (latencies.length / wallUs) * 1e6,
      heldMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS),
    };
  },

  async close() {
    await client.close();
  },
});
