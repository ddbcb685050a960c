'use strict';

const { setTimeout: wait } = require('node:timers/promises');

const {
  openHandles,
  PATIENT,
  leftOpen,
  openStore,
  programArguments,
  report,
  runOnce,
  useOneStore,
} = require('./support');

const STORES = 1000;
const TOGETHER = 100;
const ROUNDS = 500;

const { way, place } = programArguments();
const live = new Set();
const registry = new FinalizationRegistry((name) => live.delete(name));

function openOne(name) {
  const store = openStore(way, place, PATIENT);
  live.add(name);
  registry.register(store, name);
  return store;
}

// Every second store is used once, and has an idle connection then.
async function openMany() {
  for (let i = 0; i < STORES; i += TOGETHER) {
    const stores = Array.from({ length: TOGETHER }, (_, j) => openOne(i + j));
    await Promise.all(
      stores.map((store, j) => (j % 2 === 0 ? runOnce(store, `key-${i + j}`) : null)),
    );
  }
}

async function collectGarbage() {
  global.gc();
  await wait(10);
}

async function main() {
  await useOneStore(way, place);
  const before = openHandles();
  await openMany();
  const peak = openHandles().files;
  const more = await leftOpen(before, global.gc);
  for (let left = ROUNDS; left > 0 && live.size > 0; left--) await collectGarbage();
  report({ left: live.size, peak, before, leftOpen: more });
}

main();
