'use strict';

const { startCluster } = require('./redis-cluster');

const STARTS_MS = 60_000;

/** Keys of which each of three primaries holds some. */
const ORDERS = Array.from({ length: 30 }, (_, i) => `order-${i}`);

/** One cluster for all tests of a file: it is the `cluster` of the answer when they begin. `settings`: as of startCluster(). */
function shareCluster(settings) {
  const shared = {};
  beforeAll(async () => {
    shared.cluster = await startCluster(settings);
  }, STARTS_MS);
  return shared;
}

module.exports = { ORDERS, shareCluster };
