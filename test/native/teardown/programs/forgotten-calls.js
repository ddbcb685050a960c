'use strict';

const { setTimeout: wait } = require('node:timers/promises');

const {
  PATIENT,
  openHandles,
  leftOpen,
  openStore,
  outcomes,
  programArguments,
  report,
  runOnce,
  useOneStore,
} = require('./support');

const STORES = 50;
const ROUNDS = 25;
const INTERNALS = Symbol.for('onceonly.store.1');

const { way, place } = programArguments();
let collected = 0;
const registry = new FinalizationRegistry(() => (collected += 1));

/** Calls a store that nobody else knows. */
function callForgotten(i) {
  const store = openStore(way, place, PATIENT);
  registry.register(store[INTERNALS].verbs, i);
  return runOnce(store, `key-${i}`);
}

async function collect() {
  for (let i = 0; i < 20; i++) {
    global.gc();
    await wait(10);
  }
}

async function main() {
  await useOneStore(way, place);
  const before = openHandles();
  process.kill(place.pid, 'SIGSTOP');
  const calls = outcomes(Array.from({ length: STORES }, (_, i) => callForgotten(i)));
  await collect();
  const collectedEarly = collected;
  process.kill(place.pid, 'SIGCONT');
  const codes = await calls;
  const more = await leftOpen(before, global.gc);
  for (let left = ROUNDS; left > 0 && collected < STORES; left--) await collect();
  report({ collectedEarly, codes: [...new Set(codes)], collected, before, leftOpen: more });
}

main();
