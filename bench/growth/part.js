'use strict';

const path = require('node:path');
const { SIZES } = require('../fingerprint/documents');
const { withChildren } = require('../harness/child');
const { withRedis } = require('../harness/redis-server');
const { alternate } = require('../harness/rounds');
const { bytesPerKey } = require('./bytes-per-key');
const { processes } = require('./processes');
const { resultSize } = require('./result-size');
const { storedKeys } = require('./stored-keys');

const HANDLER = path.join(__dirname, 'handler-worker.js');
const FULL = {
  sizes: [1000, 10_000, 100_000, 1_000_000],
  counts: [1, 2, 4],
  resultSizes: [60, 1024, 10_240, 102_400],
  bodySizes: Object.keys(SIZES),
  rounds: 7,
  durationMs: 250,
  held: 5000,
  storedPairs: 100_000,
};
const SMOKE = {
  sizes: [1000, 10_000],
  counts: [1, 2],
  resultSizes: [60, 10_240],
  bodySizes: ['130 B', '8 KB'],
  rounds: 2,
  durationMs: 30,
  held: 200,
  storedPairs: 1000,
};

/** What costs grow with: stored keys, processes, sizes; and what memory is used. */
async function growthPart({ isSmoke }) {
  const settings = isSmoke ? SMOKE : FULL;
  return {
    rounds: settings.rounds,
    storedKeys: await storedKeys(settings),
    ...(await withRedis(async (server) => ({
      processes: await processes(server.port, settings),
      resultSize: await resultSize(server, settings),
      bodySize: await bodySize(server.port, settings),
      bytesPerHeldRequest: await heldMemory(server.port, settings),
    }))),
    bytesPerKey: await bytesPerKey(settings),
  };
}

const withHandler = (port, use) =>
  withChildren({ handler: { file: HANDLER, args: [String(port)] } }, ({ handler }) => use(handler));

function bodySize(port, { bodySizes, rounds, durationMs }) {
  return withHandler(port, (child) => {
    const slices = bodySizes.map((size) => [size, () => child.call('slice', { size, durationMs })]);
    return alternate(Object.fromEntries(slices), rounds);
  });
}

// In a process that has done nothing before, so that no memory is there to be used again.
const heldMemory = (port, { held }) => withHandler(port, (child) => child.call('heldMemory', held));

module.exports = { growthPart };
