'use strict';

const { measured, serve } = require('../harness/serve');
const { contendersOf } = require('./contenders');
const { documents } = require('./documents');

const [name, before] = process.argv.slice(2);
let all;
let prepare;

function repeat(work, times) {
  for (let i = 0; i < times; i++) work();
}

/** CPU microseconds of so many runs. */
async function cpuOf(work, times) {
  const { cpuUs } = await measured(async () => repeat(work, times));
  return cpuUs;
}

// So often that it takes `sliceUs` of CPU, whatever else the machine does meanwhile. What was run to find that out, and
// as much again, has compiled the work by then.
async function timesFor(work, sliceUs) {
  for (let times = 1; ; times *= 2) {
    const us = await cpuOf(work, times);
    if (us <= sliceUs) continue;
    repeat(work, times);
    return Math.max(1, Math.round((times * sliceUs) / us));
  }
}

serve({
  async prepare(sizes) {
    prepare = await contendersOf(before)[name]();
    all = documents(sizes);
    return all.length;
  },

  /** CPU microseconds for one run over document `index`, by what `sliceUs` of them take. */
  async slice(index, sliceUs) {
    const document = all[index];
    document.work ??= prepare(document.value);
    document.times ??= await timesFor(document.work, sliceUs);
    return (await cpuOf(document.work, document.times)) / document.times;
  },

  /** What the contender makes of a document, as a check that it does its work. */
  async result(index) {
    return String(prepare(all[index].value)());
  },
});
