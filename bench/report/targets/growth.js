'use strict';

const { pairedRatio } = require('../../harness/statistics');
const { atMost, reach, within } = require('./goals');

/** Memory per key, and whether costs grow with the number of keys. */
function growthTargets({ storedKeys, bytesPerKey }) {
  const few = storedKeys.sizes[0];
  const many = storedKeys.sizes.at(-1);
  const ratio = (fieldOf) =>
    pairedRatio(storedKeys.samples[many].map(fieldOf), storedKeys.samples[few].map(fieldOf));
  const bytes = bytesPerKey.beyondPayload;
  const what = `${many} stored keys against ${few}`;
  return [
    reach(
      `${what}: time`,
      within(0.9, 1.1),
      ratio((each) => 1 / each.perSecond),
    ),
    reach(
      `${what}: CPU`,
      within(0.9, 1.1),
      ratio((each) => each.cpuUs),
    ),
    reach('bytes in Redis per completed key beyond its payload', atMost(300), {
      median: bytes,
      interval: [bytes, bytes],
    }),
  ];
}

module.exports = { growthTargets };
