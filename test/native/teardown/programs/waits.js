'use strict';

const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

const { IdempotencyHandler } = require('../../../../lib');
const { internals } = require('../../../../lib/store/store');
const {
  leftOpen,
  openHandles,
  openStore,
  outcomes,
  programArguments,
  report,
} = require('./support');

const WAITERS = 20;
const { way, place, end, count } = isMainThread ? programArguments() : workerData;

/** One operation that runs until `finish()`, and requests that wait for it, all of which have begun to. */
async function startWaiting(maxWaitMs = 60_000) {
  const store = openStore(way, place);
  const handler = new IdempotencyHandler({
    store,
    inProgress: 'wait',
    maxWaitMs,
    budgetMs: 20_000,
  });
  let finish;
  const key = `${process.pid}-${Math.random()}`;
  await new Promise((begun) => {
    const running = new Promise((resolve) => (finish = resolve));
    handler.execute(key, {}, () => (begun(), running)).catch(() => {});
  });
  const waiting = Array.from({ length: WAITERS }, () => handler.execute(key, {}, () => {}));
  for (const each of waiting) each.catch(() => {});
  await internals(store).verbs.watch('another key', () => {}).ready;
  return { store, finish, waiting };
}

function runWorker() {
  const worker = new Worker(__filename, { workerData: { way, place, end: 'thread' } });
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

const ends = {
  async exit() {
    await startWaiting();
    process.exit(7);
  },
  async thread() {
    await startWaiting();
    parentPort.postMessage('waiting');
  },
  async workers() {
    await runWorker();
    const before = openHandles();
    const codes = await Promise.all(Array.from({ length: count }, runWorker));
    report({ codes, leftOpen: await leftOpen(before) });
  },
  async itself() {
    const { finish, waiting } = await startWaiting(300);
    const codes = await outcomes(waiting);
    finish();
    report({ codes: [...new Set(codes)] });
  },
  async closes() {
    const { store, waiting } = await startWaiting();
    const [codes] = await Promise.all([outcomes(waiting), store.close()]);
    report({ codes: [...new Set(codes)] });
  },
};

ends[end]();
