'use strict';

const { IdempotencyHandler, createStore } = require('../..');
const { documents } = require('../fingerprint/documents');
const { measured, serve } = require('../harness/serve');

const [redisPort] = process.argv.slice(2);
const store = createStore({ redis: { host: '127.0.0.1', port: Number(redisPort) } });
const handler = new IdempotencyHandler({ store, maxBodyBytes: 0 });
const bodies = new Map();
let serial = 0;

const nextKey = () => `${process.pid}-${++serial}`;
const isTypical = ({ shape, text, order }) =>
  shape === 'nested' && text === 'ascii' && order === 'unsorted';

function bodyOf(size) {
  if (!bodies.has(size)) bodies.set(size, documents([size]).find(isTypical).value);
  return bodies.get(size);
}

function collectGarbage() {
  require('node:v8').setFlagsFromString('--expose-gc');
  require('node:vm').runInNewContext('gc')();
}

serve({
  /** Executions with a parsed body of `size`, 8 at a time, for `durationMs`: `{ cpuUs, perSecond }`. */
  async slice({ size, durationMs }) {
    const body = bodyOf(size);
    const until = performance.now() + durationMs;
    let done = 0;
    const lane = async () => {
      for (; performance.now() < until; done++) {
        await handler.execute(nextKey(), body, async () => ({ ok: true }));
      }
    };
    const { cpuUs, wallUs } = await measured(() => Promise.all(Array.from({ length: 8 }, lane)));
    return { cpuUs: cpuUs / done, perSecond: (done / wallUs) * 1e6 };
  },

  /** Bytes of resident memory for each of `count` executions whose operations wait. */
  async heldMemory(count) {
    let finish;
    const held = new Promise((resolve) => {
      finish = resolve;
    });
    collectGarbage();
    const before = process.memoryUsage().rss;
    let running = 0;
    const all = Array.from({ length: count }, () => {
      return handler.execute(nextKey(), { amount: 1 }, () => {
        running++;
        return held;
      });
    });
    while (running < count) await new Promise((resolve) => setTimeout(resolve, 5));
    const after = process.memoryUsage().rss;
    finish({ ok: true });
    await Promise.all(all);
    return (after - before) / count;
  },
});
