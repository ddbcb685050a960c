'use strict';

const path = require('node:path');
const { withChildren } = require('../harness/child');
const { withRedis } = require('../harness/redis-server');
const { alternate } = require('../harness/rounds');
const { CLIENTS } = require('./clients');
const { redisBenchmark } = require('./redis-benchmark');

const WORKER = path.join(__dirname, 'worker.js');
const PAYLOAD_BYTES = 60;
const FULL = { widths: [1, 8, 32, 128], rounds: 11, turns: 3, durationMs: 100, requests: 3000 };
const SMOKE = { widths: [1, 32], rounds: 2, turns: 1, durationMs: 30, requests: 300 };

/**
 * begin + complete on one connection, so many pairs at a time: rows of `{ width, samples }`; samples: client -> what its
 * worker measured, by round.
 */
async function storePart({ isSmoke }) {
  const { widths, rounds, turns, durationMs, requests } = isSmoke ? SMOKE : FULL;
  return withRedis((port) => {
    const names = Object.keys(CLIENTS);
    const contenders = names.map((name) => [name, { file: WORKER, args: [name, String(port)] }]);
    return withChildren(Object.fromEntries(contenders), async (children) => {
      for (const name of names) await children[name].call('connect');
      const rows = [];
      for (const width of widths) {
        const settings = { width, durationMs, payloadBytes: PAYLOAD_BYTES };
        const slices = names.map((name) => [name, () => children[name].call('slice', settings)]);
        const limit = () => redisBenchmark(port, { ...settings, requests });
        const all = { ...Object.fromEntries(slices), 'redis-benchmark': limit };
        rows.push({ width, samples: await alternate(all, rounds, { turns }) });
      }
      for (const name of names) await children[name].call('close');
      return { rounds, payloadBytes: PAYLOAD_BYTES, rows };
    });
  });
}

module.exports = { storePart };
