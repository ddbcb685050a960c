'use strict';

// An app in a process of its own: one request, until it has its answer. At the call of SQLite that the test names it stands still, and is
// killed there.
//   node owner.js <file> <library> <form> <call, or 0>
const fs = require('node:fs');
const { setTimeout: wait } = require('node:timers/promises');

const { IdempotencyHandler } = require('../../..');
const { SqliteStore } = require('../../../lib/store/sqlite');
const { findLibrary } = require('../../../lib/store/sqlite/library');

const [, , file, library, form, call] = process.argv;
const KEY = 'order-1';
const PAUSE_MS = 20;

let calls = 0;

/** Counts every call of the library that does something, and stands still at the wanted one. */
function standStillAt(wanted) {
  const probe = new (findLibrary(library))(':memory:');
  const kinds = [
    [Object.getPrototypeOf(probe), ['exec']],
    [Object.getPrototypeOf(probe.prepare('SELECT 1')), ['run', 'get', 'all']],
  ];
  for (const [prototype, names] of kinds) {
    for (const name of names) {
      const original = prototype[name];
      prototype[name] = function counted(...values) {
        if (++calls === wanted) {
          fs.writeSync(1, `at ${calls}\n`);
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        }
        return original.apply(this, values);
      };
    }
  }
}

const database = new (findLibrary(library))(file, { timeout: 1000 });
database.exec('PRAGMA synchronous = FULL');
standStillAt(Number(call));
const store = new SqliteStore({ database });
const handler = new IdempotencyHandler({ store, lockTTL: 0.5 });

const insertOrder = (handle, effectId) =>
  handle.prepare('INSERT OR IGNORE INTO orders VALUES (?)').run(effectId);

const forms = {
  async plain({ effectId }) {
    insertOrder(database, effectId);
    return { order: 1 };
  },
  transaction: ({ transaction }) =>
    transaction((tx) => {
      insertOrder(tx, null);
      return { order: 1 };
    }),
  async storeIn({ storeIn }) {
    database.exec('BEGIN IMMEDIATE');
    insertOrder(database, null);
    const value = await storeIn(database, { order: 1 });
    database.exec('COMMIT');
    return value;
  },
};

async function inbox() {
  database.exec('BEGIN IMMEDIATE');
  const run = () => insertOrder(database, null) && { order: 1 };
  const answer = await handler.execute(KEY, 1, run, { transaction: database });
  database.exec('COMMIT');
  return answer;
}

/** As a client does: the same request again, until it has an answer. */
async function untilAnswered() {
  for (;;) {
    try {
      return await (form === 'inbox' ? inbox() : handler.execute(KEY, 1, forms[form]));
    } catch (error) {
      if (!['LOCK_FAILED', 'REQUEST_IN_PROGRESS'].includes(error.code)) throw error;
      await wait(PAUSE_MS);
    }
  }
}

async function main() {
  const { result, cached } = await untilAnswered();
  console.log(`done ${JSON.stringify({ result, cached, calls })}`);
  // Until the test has read that, and kills this process.
  setInterval(() => {}, 1 << 30);
}

main().catch((error) => {
  console.log(`failed ${error.code} ${error.message}`);
  process.exit(1);
});
