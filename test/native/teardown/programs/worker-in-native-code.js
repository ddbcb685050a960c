'use strict';

// Workers that are terminated while they do nothing but call the addon: nothing can be got from JavaScript then, and
// every call into Node-API may fail.

const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { setImmediate: turn } = require('node:timers/promises');

const { report } = require('./support');

const WORKERS = 60;

async function main() {
  for (let i = 0; i < WORKERS; i++) {
    const worker = new Worker(__filename);
    await new Promise((resolve) => worker.once('message', resolve));
    for (let turns = 0; turns < i; turns++) await turn();
    await worker.terminate();
  }
  report(WORKERS);
}

function work() {
  const { MemoryStore, RedisStore, canonicalize, fingerprint } = require('onceonly');
  const { internals } = require('../../../../lib/store/store.js');
  const { verbs } = internals(new MemoryStore());
  const id = 'x'.repeat(43);
  parentPort.postMessage('at work');
  for (;;) {
    new RedisStore({ redis: 'redis://user:word@127.0.0.1:1' }).status();
    new MemoryStore();
    canonicalize({ b: 1, a: [2] });
    fingerprint('{"a":1}');
    verbs.inspect({ id, withPayload: true, timeoutMs: 1 });
    verbs.remove({ id, force: true, timeoutMs: 1 });
  }
}

if (isMainThread) main();
else work();
