'use strict';

// An app in a process of its own: one request, by HTTP or at once. It stops where the test says, and is killed there.
//   node owner.js <url> <key> <form> <point>
const { setTimeout: wait } = require('node:timers/promises');

const { Pool } = require('pg');
const { IdempotencyHandler } = require('../../..');
const { PostgresStore } = require('../../../lib/postgres');

const [, , url, key, form, point] = process.argv;
const pool = new Pool({ connectionString: url });
const own = new Pool({ connectionString: url });
own.on('error', () => {});
pool.on('error', () => {});
const store = new PostgresStore({ pool: own, commandTimeoutMs: 10_000 });
// A server that has just recovered, on a busy machine, is slow.
const handler = new IdempotencyHandler({ store, lockTTL: 1, budgetMs: 20_000 });
const PAUSE_MS = 50;

/** Says that a point is reached. At the wanted one the process stands still until it is killed. */
async function at(name) {
  if (name !== point) return;
  console.log(`at ${name}`);
  await new Promise((resolve) => setInterval(resolve, 1 << 30));
}

async function write(tx, storeIn) {
  await at('before the order');
  await tx.query('INSERT INTO orders (key) VALUES ($1)', [key]);
  await at('behind the order');
  const value = await storeIn(tx, { key });
  await at('behind the result');
  return value;
}

/** Calls `run` with a connection of its own, which ends with it: the pool would soon be empty of requests that failed. */
async function onConnection(run) {
  const tx = await pool.connect();
  tx.on('error', () => {});
  try {
    return await run(tx);
  } finally {
    tx.release(true);
  }
}

const forms = {
  storeIn: ({ storeIn }) =>
    onConnection(async (tx) => {
      await at('before BEGIN');
      await tx.query('BEGIN');
      const value = await write(tx, storeIn);
      await tx.query('COMMIT');
      await at('behind COMMIT');
      return value;
    }),
  async transaction({ transaction }) {
    await at('before BEGIN');
    const value = await transaction((tx) => write(tx, async (_, value) => value));
    await at('behind COMMIT');
    return value;
  },
};

async function inbox(tx) {
  await at('before BEGIN');
  await tx.query('BEGIN');
  const run = () => write(tx, async (_, value) => value);
  const { result, cached } = await handler.execute(key, 1, run, { transaction: tx });
  await at('before COMMIT');
  await tx.query('COMMIT');
  await at('behind COMMIT');
  return { result, cached };
}

function execute() {
  return form === 'inbox' ? onConnection(inbox) : handler.execute(key, 1, forms[form]);
}

/** As a client does: the same request again, until it has an answer. */
async function untilAnswered() {
  for (;;) {
    try {
      return await execute();
    } catch (error) {
      if (!['LOCK_FAILED', 'REQUEST_IN_PROGRESS'].includes(error.code)) throw error;
      await wait(PAUSE_MS);
    }
  }
}

async function main() {
  const { result, cached } = await untilAnswered();
  console.log(`done ${JSON.stringify({ result, cached })}`);
  process.exit(0);
}

main().catch((error) => {
  console.log(`failed ${error.code} ${error.message}`);
  process.exit(1);
});
