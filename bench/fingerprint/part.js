'use strict';

const { strict: assert } = require('node:assert');
const path = require('node:path');
const { withChildren } = require('../harness/child');
const { alternate } = require('../harness/rounds');
const { contendersOf } = require('./contenders');
const { documents, SIZES } = require('./documents');

const WORKER = path.join(__dirname, 'worker.js');
const HEX = /^[0-9a-f]{64}$/;
const OURS = ['raw', 'parsed', 'raw, before', 'parsed, before'];
const FULL = { sizes: Object.keys(SIZES), rounds: 9, sliceUs: 4000 };
const SMOKE = { sizes: ['130 B', '8 KB'], rounds: 2, sliceUs: 300 };

/**
 * How long a fingerprint takes: rows of `{ size, shape, text, order, bytes, samples }`; samples: contender -> CPU
 * microseconds per document, by round. `before` is the folder of a built package to compare with.
 */
async function fingerprintPart({ isSmoke, before }) {
  const { sizes, rounds, sliceUs } = isSmoke ? SMOKE : FULL;
  const names = Object.keys(contendersOf(before));
  const rest = before === undefined ? [] : [before];
  const contenders = Object.fromEntries(
    names.map((name) => [name, { file: WORKER, args: [name, ...rest] }]),
  );
  return withChildren(contenders, async (children) => {
    for (const name of names) await children[name].call('prepare', sizes);
    const rows = [];
    for (const [index, { value, ...kind }] of documents(sizes).entries()) {
      await check(children, index);
      const slices = names.map((name) => [
        name,
        () => children[name].call('slice', index, sliceUs),
      ]);
      const samples = await alternate(Object.fromEntries(slices), rounds, { warmUps: 0 });
      rows.push({ ...kind, bytes: Buffer.byteLength(JSON.stringify(value)), samples });
    }
    return { rounds, rows };
  });
}

// Two ways to the same fingerprint, which is also that of the RFC 8785 text, however the members lie.
async function check(children, index) {
  const results = {};
  for (const [name, child] of Object.entries(children)) {
    results[name] = await child.call('result', index);
    assert.match(results[name], HEX, name);
  }
  for (const name of OURS) {
    if (name in results) assert.equal(results[name], results.canonicalize, name);
  }
}

module.exports = { fingerprintPart };
