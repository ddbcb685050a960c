'use strict';

const { strict: assert } = require('node:assert');
const { withChildren } = require('../harness/child');
const { alternate } = require('../harness/rounds');
const { least } = require('./compare');
const { SEALERS } = require('./sealers');

const WORKER = require.resolve('./seal-worker');
const WAYS = ['seal', 'open'];
const FULL = { sizes: [70, 500, 8192], rounds: 11, slices: 5, bytes: 2_000_000, texts: 1500 };
const SMOKE = { sizes: [70, 8192], rounds: 3, slices: 2, bytes: 200_000, texts: 200 };

/**
 * What encryption of a stored result takes, by the addon and by node:crypto: rows of `{ way, bytes, samples }`; samples: who -> `{ cpuUs }`
 * per text, by round. A sample is the least of several short slices.
 */
async function measureSeals({ isSmoke }) {
  const entries = Object.keys(SEALERS).map((name) => [name, { file: WORKER, args: [name] }]);
  return withChildren(Object.fromEntries(entries), async (children) => {
    const settings = isSmoke ? SMOKE : FULL;
    const rows = [];
    for (const bytes of settings.sizes) {
      for (const way of WAYS) {
        await check(children, bytes, way);
        rows.push({ way, bytes, samples: await samplesOf(children, bytes, way, settings) });
      }
    }
    return rows;
  });
}

async function check(children, bytes, way) {
  const results = await Promise.all(
    Object.values(children).map((child) => child.call('result', bytes, way)),
  );
  assert.equal(new Set(results).size, 1, `${way} of ${bytes} bytes`);
}

function samplesOf(children, bytes, way, { rounds, slices, ...most }) {
  const times = Math.min(most.texts, Math.ceil(most.bytes / bytes));
  const turns = Object.entries(children).map(([name, child]) => [
    name,
    () => least(slices, () => child.call('slice', bytes, way, times)),
  ]);
  return alternate(Object.fromEntries(turns), rounds);
}

module.exports = { measureSeals };
