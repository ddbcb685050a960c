'use strict';

// One of several processes that send the same requests.
//   node racer.js <file> <library> <keys> <racers> <which of them>
const { setTimeout: wait } = require('node:timers/promises');

const { IdempotencyHandler } = require('../../..');
const { SqliteStore } = require('../../../lib/store/sqlite');
const { findLibrary } = require('../../../lib/store/sqlite/library');

const [, , path, library, keys, racers, which] = process.argv;
const TIMES = 3;
const AT_ONCE = 4;
const PAUSE_MS = 5;

const store = new SqliteStore({ path, library });
const handler = new IdempotencyHandler({ store, inProgress: 'wait', budgetMs: 20_000 });
const charges = new (findLibrary(library))(path, { timeout: 10_000 });
const charge = charges.prepare('INSERT INTO charges VALUES (?)');

const request = (key) =>
  handler.execute(key, 1, async () => {
    charge.run(key);
    return { key, by: process.pid };
  });

/** Resolves when all racers are there, with their files open. */
async function start() {
  await store.ready();
  charges.prepare('INSERT INTO racers VALUES (?)').run(process.pid);
  const there = charges.prepare('SELECT count(*) AS n FROM racers');
  while (Number(there.get().n) < Number(racers)) await wait(PAUSE_MS);
}

/** Some at a time, so that no process takes all keys in one transaction. */
async function answersTo(requests) {
  const answers = [];
  const next = async () => {
    for (let key = requests.shift(); key !== undefined; key = requests.shift()) {
      answers.push((await request(key)).result);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  return answers;
}

async function main() {
  // Each begins with other keys.
  const first = Math.floor((keys * which) / racers);
  const names = Array.from({ length: Number(keys) }, (_, i) => `key-${(first + i) % keys}`);
  await start();
  const answers = await answersTo(Array.from({ length: TIMES }, () => names).flat());
  console.log(`answers ${JSON.stringify(answers)}`);
  await store.close();
  // Until the test has read that, and kills this process.
  setInterval(() => {}, 1 << 30);
}

main().catch((error) => {
  console.log(`failed ${error.code} ${error.cause?.code} ${error.message}`);
  process.exit(1);
});
