'use strict';

const path = require('node:path');
const { Worker } = require('node:worker_threads');

const { openHandles, leftOpen, programArguments, report } = require('./support');

const THREAD = path.join(__dirname, 'waiting-thread.js');

const { count, ...workerData } = programArguments();

/** Ends a worker while its store waits to be connected; resolves to its code and to what it said before. */
function runWorker() {
  const worker = new Worker(THREAD, { workerData });
  const said = [];
  worker.on('message', (message) => {
    said.push(message);
    worker.terminate();
  });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => resolve([code, ...said]));
  });
}

async function main() {
  await runWorker();
  const before = openHandles();
  const ends = await Promise.all(Array.from({ length: count }, runWorker));
  report({ ends, before, leftOpen: await leftOpen(before) });
}

main();
