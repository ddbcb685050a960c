'use strict';

const path = require('node:path');
const { withChildren } = require('../harness/child');
const { alternate } = require('../harness/rounds');

const WORKER = path.join(__dirname, '..', 'store', 'worker.js');

/** begin + complete from 1, 2, 4 processes at once on one Redis: number of processes -> `{ cpuUs, perSecond }` by round. */
async function processes(port, { counts, rounds, durationMs }) {
  const workers = Array.from({ length: Math.max(...counts) }, (_, i) => {
    return [i, { file: WORKER, args: ['onceonly', String(port)] }];
  });
  return withChildren(Object.fromEntries(workers), async (all) => {
    const children = Object.values(all);
    for (const child of children) await child.call('connect');
    const settings = { width: 32, durationMs, payloadBytes: 60 };
    const slices = counts.map((count) => [
      count,
      () => together(children.slice(0, count), settings),
    ]);
    return { counts, samples: await alternate(Object.fromEntries(slices), rounds) };
  });
}

async function together(children, settings) {
  const all = await Promise.all(children.map((child) => child.call('slice', settings)));
  const perSecond = all.reduce((sum, each) => sum + each.perSecond, 0);
  const cpuUs = all.reduce((sum, each) => sum + each.cpuUs * each.perSecond, 0) / perSecond;
  return { cpuUs, perSecond };
}

module.exports = { processes };
