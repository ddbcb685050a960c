'use strict';

const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

const { PATIENT, programArguments, redisOption, report } = require('./support');

const KEYS = 100;

const { way, place, packages, workers } = isMainThread ? programArguments() : workerData;

/** Runs every key through both copies at once; counts the runs and the replays, by copy. */
async function runBoth(name) {
  const counts = packages.map(() => ({ ran: 0, replayed: 0 }));
  const stores = packages.map((folder) => {
    const { RedisStore } = require(folder);
    return new RedisStore({ redis: redisOption(way, place), ...PATIENT });
  });
  const run = async (copy, key) => {
    const { IdempotencyHandler } = require(packages[copy]);
    const handler = new IdempotencyHandler({ store: stores[copy], budgetMs: 60_000 });
    const { cached } = await handler.execute(key, {}, async () => copy);
    counts[copy][cached ? 'replayed' : 'ran'] += 1;
  };
  for (let i = 0; i < KEYS; i++) {
    const first = i % packages.length;
    await Promise.all([run(first, `${name}-${i}`), run(1 - first, `${name}-other-${i}`)]);
    await Promise.all([run(1 - first, `${name}-${i}`), run(first, `${name}-other-${i}`)]);
  }
  return counts;
}

/** A worker with both copies, that ends in the middle of more commands. */
function runWorker(index) {
  const worker = new Worker(__filename, {
    argv: process.argv.slice(2),
    workerData: { way, place, packages, name: `worker-${index}` },
  });
  let counts;
  worker.on('message', (message) => {
    counts = message;
    worker.terminate();
  });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => resolve(counts));
  });
}

async function main() {
  const running = Array.from({ length: workers }, (_, i) => runWorker(i));
  report(await Promise.all([runBoth('main'), ...running]));
}

async function work() {
  parentPort.postMessage(await runBoth(workerData.name));
  runBoth(`${workerData.name}-more`);
}

if (isMainThread) main();
else work();
