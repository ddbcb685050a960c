'use strict';

const { alternate } = require('../harness/rounds');
const { withClients } = require('../store/part');

const NAMES = ['onceonly', 'ioredis, same commands'];

/** begin + complete by the size of the result: rows of `{ bytes, samples }`. */
async function resultSize(server, { resultSizes, rounds, durationMs }) {
  return withClients(NAMES, server, async (children) => {
    const rows = [];
    for (const bytes of resultSizes) {
      const settings = { width: 8, durationMs, payloadBytes: bytes };
      const slices = NAMES.map((name) => [name, () => children[name].call('slice', settings)]);
      rows.push({ bytes, samples: await alternate(Object.fromEntries(slices), rounds) });
    }
    return rows;
  });
}

module.exports = { resultSize };
