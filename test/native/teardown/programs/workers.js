'use strict';

const { randomUUID } = require('node:crypto');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

const {
  PATIENT,
  openHandles,
  leftOpen,
  openStore,
  programArguments,
  report,
  runOnce,
} = require('./support');

const THREAD = path.join(__dirname, 'busy-thread.js');
const ENDINGS = ['terminate-online', 'terminate-sent', 'terminate-answered', 'exit', 'close'];

const { way, place, count, together } = programArguments();

/** Starts a worker and ends it in its way; resolves to the code that it ended with. */
function runWorker(index) {
  const ending = ENDINGS[index % ENDINGS.length];
  const worker = new Worker(THREAD, { workerData: { way, place, ending, name: randomUUID() } });
  if (ending === 'terminate-online') worker.once('online', () => worker.terminate());
  worker.on('message', (message) => {
    if (ending === `terminate-${message}`) worker.terminate();
  });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => resolve(`${ending} ${code}`));
  });
}

async function runAll() {
  const codes = {};
  let next = 0;
  const runSome = async () => {
    while (next < count) {
      const code = await runWorker(next++);
      codes[code] = (codes[code] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: together }, runSome));
  return codes;
}

async function main() {
  const store = openStore(way, place, PATIENT);
  await runWorker(2);
  const key = randomUUID();
  await runOnce(store, key, async () => 1);
  const before = openHandles();
  const codes = await runAll();
  const { result, cached } = await runOnce(store, key, async () => 2);
  const more = await leftOpen(before);
  report({ codes, replayed: [result, cached], before, leftOpen: more });
}

main();
