'use strict';

const {
  openHandles,
  PATIENT,
  openHandlesAsBefore,
  openStore,
  programArguments,
  report,
  runOnce,
} = require('./support');

const STORES = 1000;
const TOGETHER = 100;

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
    await Promise.all(stores.map((store, j) => (j % 2 === 0 ? runOnce(store, 'key') : null)));
  }
}

async function main() {
  const before = openHandles();
  await openMany();
  const peak = openHandles().files;
  const after = await openHandlesAsBefore(before, global.gc);
  report({ left: live.size, peak, before, after });
}

main();
