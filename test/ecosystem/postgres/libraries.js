'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { Pool } = require('pg');
const {
  fromDrizzle,
  fromKnex,
  fromKysely,
  fromPrisma,
  fromTypeORM,
} = require('../../../lib/postgres');

// One form for all: `transaction(work)` runs `work(tx)`, `insert(tx, key)` writes an order, `executor(tx)` is for storeIn(), and
// `outside` is in no transaction.

/** Makes the client of Prisma. Each worker of Jest has a folder of its own, since two may make theirs at the same time. */
function generatePrisma() {
  const folder = path.join(__dirname, 'prisma', 'client', process.env.JEST_WORKER_ID);
  fs.mkdirSync(folder, { recursive: true });
  const schema = path.join(folder, 'schema.prisma');
  fs.copyFileSync(path.join(__dirname, 'prisma', 'schema.prisma'), schema);
  const program = path.join(path.dirname(require.resolve('prisma/package.json')), 'build/index.js');
  // Nothing is loaded from a network: the client needs no engine, and nothing here needs the one that changes schemas.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1' };
  execFileSync(process.execPath, [program, 'generate', '--schema', schema], {
    env,
    cwd: folder,
    stdio: 'pipe',
  });
  return require(path.join(folder, 'client'));
}

async function openPrisma({ connection }) {
  const { PrismaClient } = generatePrisma();
  const { PrismaPg } = require('@prisma/adapter-pg');
  const prisma = new PrismaClient({ adapter: new PrismaPg(connection) });
  return {
    outside: prisma,
    transaction: (work) => prisma.$transaction(work),
    insert: (tx, key) => tx.order.create({ data: { key } }),
    executor: fromPrisma,
    close: () => prisma.$disconnect(),
  };
}

/** Without a listener an error of a connection in use ends the process, as with any pool of an app. */
function openPool(connection) {
  const pool = new Pool(connection);
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

async function openDrizzle({ connection }) {
  const { sql } = require('drizzle-orm');
  const { drizzle } = require('drizzle-orm/node-postgres');
  const pool = openPool(connection);
  const db = drizzle(pool);
  return {
    outside: db,
    transaction: (work) => db.transaction(work),
    insert: (tx, key) => tx.execute(sql`INSERT INTO orders (key) VALUES (${key})`),
    executor: (tx) => fromDrizzle(tx, sql),
    close: () => pool.end(),
  };
}

async function openKnex({ connection }) {
  const knex = require('knex')({ client: 'pg', connection });
  return {
    outside: knex,
    transaction: (work) => knex.transaction(work),
    insert: (trx, key) => trx('orders').insert({ key }),
    executor: fromKnex,
    close: () => knex.destroy(),
  };
}

async function openKysely({ connection }) {
  const { Kysely, PostgresDialect } = require('kysely');
  const db = new Kysely({ dialect: new PostgresDialect({ pool: openPool(connection) }) });
  return {
    outside: db,
    transaction: (work) => db.transaction().execute(work),
    insert: (trx, key) => trx.insertInto('orders').values({ key }).execute(),
    executor: fromKysely,
    close: () => db.destroy(),
  };
}

async function openTypeORM({ connection: { host, port, user, database } }) {
  const { DataSource, EntitySchema } = require('typeorm');
  const columns = { id: { type: Number, primary: true, generated: true }, key: { type: String } };
  const Order = new EntitySchema({ name: 'Order', tableName: 'orders', columns });
  const source = new DataSource({
    type: 'postgres',
    ...{ host, port, database, username: user, entities: [Order] },
  });
  await source.initialize();
  return {
    outside: source.manager,
    transaction: (work) => source.transaction(work),
    insert: (manager, key) => manager.getRepository(Order).save({ key }),
    executor: fromTypeORM,
    close: () => source.destroy(),
  };
}

module.exports = { openDrizzle, openKnex, openKysely, openPrisma, openTypeORM };
