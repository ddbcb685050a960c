'use strict';

const { randomBytes } = require('node:crypto');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { alternate } = require('./rounds');
const { measured, serve } = require('./serve');
const { quantile } = require('./statistics');

// Its clock ticks once in this time, so what it tells is that much too long.
const RESOLUTION_MS = 1;
const PAYLOAD_BYTES = 60;
const WARM_UP = { width: 1, durationMs: 50 };

/**
 * Pairs of begin and complete, `width` at a time, until the time is over: their latencies in microseconds. A pair of `client` resolves
 * to whether it was stored.
 */
async function run(client, { width, durationMs }) {
  const payload = Buffer.from(`j"${'x'.repeat(PAYLOAD_BYTES - 3)}"`);
  const until = performance.now() + durationMs;
  const latencies = [];
  const lane = async () => {
    for (let now = performance.now(); now < until;) {
      const stored = await client.pair(randomName(32), randomName(16), payload);
      if (!stored) throw new Error('a pair was not stored');
      const then = performance.now();
      latencies.push((then - now) * 1000);
      now = then;
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return latencies;
}

const randomName = (bytes) => randomBytes(bytes).toString('base64url');

/** The contender of a process: `open()` gives its client, which has `pair(id, token, payload)` and `close()`. */
function servePairs(open) {
  let client;
  serve({
    async connect() {
      client = open();
      await run(client, WARM_UP);
    },

    /** `{ cpuUs, p50Us, perSecond, heldMs }`; heldMs is the longest time for which the loop stood still. */
    async slice(settings) {
      const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
      delay.enable();
      let latencies;
      const { cpuUs, wallUs } = await measured(async () => {
        latencies = await run(client, settings);
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
}

/** What each of these children can do at each width: `{ rounds, payloadBytes, rows }`, the rows `{ width, samples }`. */
async function measurePairs(children, { widths, rounds, turns, durationMs }) {
  for (const child of Object.values(children)) await child.call('connect');
  const rows = [];
  for (const width of widths) {
    const slices = Object.entries(children).map(([name, child]) => [
      name,
      () => child.call('slice', { width, durationMs }),
    ]);
    rows.push({ width, samples: await alternate(Object.fromEntries(slices), rounds, { turns }) });
  }
  for (const child of Object.values(children)) await child.call('close');
  return { rounds, payloadBytes: PAYLOAD_BYTES, rows };
}

module.exports = { measurePairs, servePairs };
