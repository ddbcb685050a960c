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

// So often that it takes `sliceUs`. Runs the work for as long before, so that it is compiled by then.
function timesFor(work, sliceUs) {
  for (let times = 1; ; times *= 2) {
    const from = process.hrtime.bigint();
    repeat(work, times);
    const us = Number(process.hrtime.bigint() - from) / 1000;
    if (us > sliceUs) return Math.max(1, Math.round((times * sliceUs) / us));
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
    document.times ??= timesFor(document.work, sliceUs);
    const { cpuUs } = await measured(async () => repeat(document.work, document.times));
    return cpuUs / document.times;
  },

  /** What the contender makes of a document, as a check that it does its work. */
  async result(index) {
    return String(prepare(all[index].value)());
  },
});
