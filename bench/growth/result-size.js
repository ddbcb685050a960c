'use strict';

const path = require('node:path');
const { withChildren } = require('../harness/child');
const { alternate } = require('../harness/rounds');

const WORKER = path.join(__dirname, '..', 'store', 'worker.js');
const NAMES = ['onceonly', 'ioredis, same scripts'];

/** begin + complete by the size of the result: rows of `{ bytes, samples }`. */
async function resultSize(port, { resultSizes, rounds, durationMs }) {
  const contenders = NAMES.map((name) => [name, { file: WORKER, args: [name, String(port)] }]);
  return withChildren(Object.fromEntries(contenders), async (children) => {
    const rows = [];
    for (const name of NAMES) await children[name].call('connect');
    for (const bytes of resultSizes) {
      const settings = { width: 8, durationMs, payloadBytes: bytes };
      const slices = NAMES.map((name) => [name, () => children[name].call('slice', settings)]);
      rows.push({ bytes, samples: await alternate(Object.fromEntries(slices), rounds) });
    }
    return rows;
  });
}

module.exports = { resultSize };
