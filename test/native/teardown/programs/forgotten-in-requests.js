'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const { setTimeout: wait } = require('node:timers/promises');

const { PATIENT, openStore, programArguments, report, runOnce, useOneStore } = require('./support');

const STORES = 20;
const ROUNDS = 500;

const { way, place } = programArguments();
const requests = new AsyncLocalStorage();
const live = new Set();
const registry = new FinalizationRegistry((name) => live.delete(name));

function note(object, name) {
  live.add(name);
  registry.register(object, name);
}

/** A request that makes a store of its own and keeps it beside what AsyncLocalStorage has of the request. */
function request(i) {
  const tenant = {};
  note(tenant, `request-${i}`);
  return requests.run(tenant, async () => {
    tenant.store = openStore(way, place, PATIENT);
    note(tenant.store, `store-${i}`);
    await runOnce(tenant.store, `key-${i}`);
  });
}

async function main() {
  await useOneStore(way, place);
  for (let i = 0; i < STORES; i++) await request(i);
  for (let left = ROUNDS; left > 0 && live.size > 0; left--) {
    global.gc();
    await wait(10);
  }
  report({ left: [...live] });
}

main();
