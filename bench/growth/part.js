'use strict';

const path = require('node:path');
const { SIZES } = require('../fingerprint/documents');
const { Child } = require('../harness/child');
const { usedMemory, withClient } = require('../harness/redis-command');
const { withRedis } = require('../harness/redis-server');
const { alternate } = require('../harness/rounds');
const { processes } = require('./processes');
const { resultSize } = require('./result-size');
const { storedKeys } = require('./stored-keys');

const HANDLER = path.join(__dirname, 'handler-worker.js');
const PAIRS = path.join(__dirname, '..', 'store', 'worker.js');
const PAYLOAD_BYTES = 60;
const FULL = {
  sizes: [1000, 10_000, 100_000, 1_000_000],
  counts: [1, 2, 4],
  resultSizes: [60, 1024, 10_240, 102_400],
  bodySizes: Object.keys(SIZES),
  rounds: 7,
  durationMs: 400,
  held: 5000,
};
const SMOKE = {
  sizes: [1000, 10_000],
  counts: [1, 2],
  resultSizes: [60, 10_240],
  bodySizes: ['130 B', '8 KB'],
  rounds: 2,
  durationMs: 30,
  held: 200,
};

/** What costs grow with: stored keys, processes, sizes; and what memory is used. */
async function growthPart({ isSmoke }) {
  const settings = isSmoke ? SMOKE : FULL;
  return {
    rounds: settings.rounds,
    storedKeys: await storedKeys(settings),
    ...(await withRedis(async (port) => ({
      processes: await processes(port, settings),
      resultSize: await resultSize(port, settings),
      ...(await bodySize(port, settings)),
      ...(await heldMemory(port, settings)),
    }))),
    bytesPerKey: await withRedis((port) => bytesPerKey(port, settings)),
  };
}

async function bodySize(port, { bodySizes, rounds, durationMs }) {
  const child = new Child(HANDLER, [String(port)]);
  try {
    const slices = bodySizes.map((size) => [size, () => child.call('slice', { size, durationMs })]);
    return { bodySize: await alternate(Object.fromEntries(slices), rounds) };
  } finally {
    await child.stop();
  }
}

// In a process that has done nothing before, so that no memory is there to be used again.
async function heldMemory(port, { held }) {
  const child = new Child(HANDLER, [String(port)]);
  try {
    return { bytesPerHeldRequest: await child.call('heldMemory', held) };
  } finally {
    await child.stop();
  }
}

// From the server's allocator: with keys, expiry and hash tables, for keys completed and nothing else.
async function bytesPerKey(port, { durationMs }) {
  const child = new Child(PAIRS, ['onceonly', String(port)]);
  try {
    return await withClient(port, async (redis) => {
      await child.call('connect');
      const slice = { width: 32, durationMs, payloadBytes: PAYLOAD_BYTES };
      await child.call('slice', { ...slice, durationMs: 5 });
      const before = { keys: await redis.dbsize(), bytes: await usedMemory(redis) };
      for (let i = 0; i < 10; i++) await child.call('slice', slice);
      const keys = (await redis.dbsize()) - before.keys;
      const bytes = (await usedMemory(redis)) - before.bytes;
      return { keys, beyondPayload: bytes / keys - PAYLOAD_BYTES };
    });
  } finally {
    await child.stop();
  }
}

module.exports = { growthPart };
