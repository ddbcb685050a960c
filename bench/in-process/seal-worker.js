'use strict';

const { measured, serve } = require('../harness/serve');
const { SEALERS } = require('./sealers');

const ABOUT = { id: 'i'.repeat(43), kind: 'value', form: 'value' };
const RANDOM = Buffer.alloc(24, 7);
const SECRET = Buffer.alloc(32, 9);

const sealer = SEALERS[process.argv[2]](SECRET);
const works = new Map();

/** Both ways of one text: functions that take nothing. */
function worksOf(bytes) {
  const text = 'x'.repeat(bytes);
  const sealed = sealer.seal(text, ABOUT, RANDOM);
  return {
    seal: () => sealer.seal(text, ABOUT, RANDOM),
    open: () => sealer.open(sealed, ABOUT),
  };
}

function repeat(work, times) {
  for (let i = 0; i < times; i++) work();
}

serve({
  /** What it makes of a text of so many bytes, in hexadecimal, as a check that it does its work. */
  async result(bytes, way) {
    works.set(bytes, works.get(bytes) ?? worksOf(bytes));
    return works.get(bytes)[way]().toString('hex');
  },

  /** CPU microseconds for one text. */
  async slice(bytes, way, times) {
    const { cpuUs } = await measured(async () => repeat(works.get(bytes)[way], times));
    return cpuUs / times;
  },
});
