'use strict';

const { isIdle, notInTransaction, rowsOf } = require('./executors');
const { noteLost } = require('./sql-errors');

// Each makes an executor, `{ executeSql(text, values) }` as pg-boss has it, of a library's transaction.

/**
 * Prisma: the `tx` of prisma.$transaction(async (tx) => ...).
 * @param {any} tx
 */
function fromPrisma(tx) {
  if (typeof tx?.$connect === 'function') throw notInTransaction('the PrismaClient');
  return {
    executeSql: async (/** @type {string} */ text, /** @type {unknown[]} */ values) =>
      rowsOf(await tx.$queryRawUnsafe(text, ...values)),
  };
}

/**
 * Drizzle: the `tx` of db.transaction(async (tx) => ...), and `sql` of drizzle-orm.
 * @param {any} tx
 * @param {any} sql
 */
function fromDrizzle(tx, sql) {
  if (typeof tx?.rollback !== 'function') throw notInTransaction('the database of Drizzle');
  return {
    async executeSql(/** @type {string} */ text, /** @type {unknown[]} */ values) {
      // Its `tx` goes on after the end of the transaction, and each statement would commit by itself.
      if (isIdle(tx.session?.client)) throw notInTransaction('the `tx` of Drizzle');
      return rowsOf(await tx.execute(drizzleQuery(sql, text, values)));
    },
  };
}

/**
 * @param {any} sql
 * @param {string} text
 * @param {unknown[]} values
 */
function drizzleQuery(sql, text, values) {
  const parts = placed(text).map((part) =>
    typeof part === 'string' ? sql.raw(part) : sql.param(values[part - 1]),
  );
  return sql.join(parts);
}

/**
 * Knex: the `trx` of knex.transaction(async (trx) => ...).
 * @param {any} trx
 */
function fromKnex(trx) {
  if (trx?.isTransaction !== true) throw notInTransaction('the instance of Knex');
  return {
    async executeSql(/** @type {string} */ text, /** @type {unknown[]} */ values) {
      /** @type {unknown[]} */
      const bindings = [];
      const parts = placed(text).map((part) => {
        if (typeof part === 'string') return part;
        bindings.push(values[part - 1]);
        return '?';
      });
      return rowsOf(await trx.raw(parts.join(''), bindings));
    },
  };
}

/**
 * Kysely: the `trx` of db.transaction().execute(async (trx) => ...).
 * @param {any} trx
 */
function fromKysely(trx) {
  if (trx?.isTransaction !== true) throw notInTransaction('the instance of Kysely');
  return {
    executeSql: async (/** @type {string} */ text, /** @type {unknown[]} */ values) =>
      rowsOf(
        await trx.executeQuery({
          sql: text,
          parameters: values,
          query: { kind: 'RawNode', sqlFragments: [text], parameters: [] },
          queryId: { queryId: text },
        }),
      ),
  };
}

/**
 * TypeORM: the `manager` of dataSource.transaction(async (manager) => ...).
 * @param {any} manager
 */
function fromTypeORM(manager) {
  const runner = manager?.queryRunner;
  if (runner?.isTransactionActive !== true) throw notInTransaction('the EntityManager');
  return {
    async executeSql(/** @type {string} */ text, /** @type {unknown[]} */ values) {
      let answer;
      try {
        answer = await manager.query(text, values);
      } catch (error) {
        if (hasLostConnection(runner)) noteLost(error);
        throw error;
      }
      return rowsOf(answer);
    },
  };
}

/**
 * TypeORM releases the connection that it loses in a transaction, and says only that it is released, as after a COMMIT.
 * @param {any} runner
 */
function hasLostConnection(runner) {
  const isOpen = runner.isReleased && runner.isTransactionActive;
  return isOpen && runner.databaseConnection?._queryable === false;
}

/**
 * The parts of a text and the numbers of the parameters between them: 'a = $1' is ['a = ', 1, ''].
 * @param {string} text
 * @returns {(string | number)[]}
 */
function placed(text) {
  return text.split(/\$(\d+)/).map((part, i) => (i % 2 === 0 ? part : Number(part)));
}

module.exports = { fromDrizzle, fromKnex, fromKysely, fromPrisma, fromTypeORM };
