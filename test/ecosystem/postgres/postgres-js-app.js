'use strict';

// An app on postgres.js in a process of its own: it asks the store again and again, and says how that went.
//   node postgres-js-app.js <folder of the socket>
const { setTimeout: wait } = require('node:timers/promises');

const postgres = require('postgres');
const { IdempotencyHandler, generateIdempotencyKey } = require('../../..');
const { PostgresStore } = require('../../../lib/postgres');

const [, , folder] = process.argv;
const PAUSE_MS = 20;
const path = `${folder}/.s.PGSQL.5432`;
const sql = postgres({ path, user: 'onceonly', database: 'postgres', max: 1, onnotice() {} });
const store = new PostgresStore({ sql, connectTimeoutMs: 100, commandTimeoutMs: 200 });
const handler = new IdempotencyHandler({ store, budgetMs: 2000 });

async function untilIt(is) {
  for (;;) {
    const answer = await handler
      .execute(generateIdempotencyKey(), 1, () => 'served')
      .then(
        ({ result }) => result,
        ({ code }) => code,
      );
    if (answer === is) break;
    await wait(PAUSE_MS);
  }
  console.log(is);
}

async function main() {
  await untilIt('served');
  await untilIt('LOCK_FAILED');
  await untilIt('served');
  process.exit(0);
}

main();
