'use strict';

const { once } = require('node:events');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

const { IdempotencyHandler, MemoryStore } = require('../../../../lib');
const { programArguments, report } = require('./support');

const WORKERS = 10;
const store = new MemoryStore();
const handler = new IdempotencyHandler({ store, maxBodyBytes: 0 });
const bodyOf = (last) => Buffer.from(`["${'x'.repeat(1_000_000)}${last}"]`);
const run = (key, body) => handler.execute(key, body, async () => 1);

/** More fingerprints than the thread pool has threads, so that some wait for their turn. */
function keepHashing() {
  for (let i = 0; i < 8; i++) run(`key-${i}`, bodyOf(i)).catch(() => {});
}

const ENDINGS = {
  /** Each worker ends while its bodies are hashed. */
  async workers() {
    const codes = [];
    for (let i = 0; i < WORKERS; i++) {
      const worker = new Worker(__filename);
      const ended = once(worker, 'exit');
      if (i % 2 === 0) worker.once('message', () => worker.terminate());
      else worker.once('message', () => worker.postMessage('exit'));
      codes.push((await ended)[0]);
    }
    const { cached } = await run('alive', bodyOf(0));
    report({ codes: codes.sort(), cached });
  },
  exit() {
    keepHashing();
    setImmediate(() => process.exit(7));
  },
  /** The bytes that count are those of the moment of the call. */
  async changed() {
    const body = bodyOf('a');
    const running = run('key', body);
    body.fill(0);
    await running;
    const moved = bodyOf('a');
    const replay = run('key', moved);
    structuredClone(moved.buffer, { transfer: [moved.buffer] });
    report({ cached: (await replay).cached, left: moved.length });
  },
};

if (isMainThread) {
  ENDINGS[programArguments().ending]();
} else {
  parentPort.once('message', () => process.exit(3));
  keepHashing();
  parentPort.postMessage('hashing');
}
