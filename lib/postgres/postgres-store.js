'use strict';

const { STORE, checkOptions } = require('../options/check-options');
const { boolean, integer } = require('../util/checks');
const { foundIn } = require('../store/sql/rows');
const { Store } = require('../store/store');
const { askingVerbs, verbsInTransactions } = require('../store/transactions');
const { batchStatementsFor } = require('./batch-statements');
const { Database } = require('./database');
const { runInTransaction, spoil } = require('./executors');
const { openPlace } = require('./open-place');
const { PostgresVerbs } = require('./postgres-verbs');
const { ServerClock, recordFunctions } = require('./record-functions');
const { postgresSchema, tableName } = require('./schema');
const { isLockTimeout, isPassingFailure, storeErrorOf } = require('./sql-errors');
const { statementsFor } = require('./statements');

/** @import { OptionTable } from '../options/check-options' */
/** @import { Statement } from './sql-text' */
/** @import { NoteOutside, Transactions } from '../store/transactions' */

/** @typedef {{ prefix: string, clock: InstanceType<typeof ServerClock> }} Naming */

/** @type {OptionTable} */
const OPTIONS = {
  connection: [(name, value) => value],
  pool: [(name, value) => value],
  sql: [(name, value) => value],
  query: [(name, value) => value],
  connections: [integer(1, 1000), 10],
  table: [tableName, 'onceonly_records'],
  prepare: [boolean, true],
  prefix: STORE.prefix,
  connectTimeoutMs: [integer(1, 60_000), 1000],
  commandTimeoutMs: STORE.commandTimeoutMs,
};

/** The store in PostgreSQL, which several processes share. Connects when it is first used. */
class PostgresStore extends Store {
  #place;
  #table;

  /** @param {any} options */
  constructor(options) {
    const checked = /** @type {any} */ (checkOptions(options, OPTIONS));
    const { prefix, table } = checked;
    const place = openPlace(checked);
    const many = place.isOwn ? batchStatementsFor(table) : undefined;
    const database = new Database(place, statementsFor(table), many);
    const naming = { prefix, clock: new ServerClock() };
    const { statements } = database;
    const run = database.run.bind(database);
    const patienceMs = checked.connectTimeoutMs + checked.commandTimeoutMs;
    const functions = recordFunctions({ run, statements, patienceMs, ...naming });
    super(new PostgresVerbs(functions, database), {
      kind: 'postgres',
      shared: true,
      prefix,
      transactions: transactionsOn(database, naming, table, functions.swap),
    });
    this.#place = place;
    this.#table = table;
  }

  /**
   * Makes the table if it is not there. Safe to call at every start, and by several processes at once. Rejects with a
   * StoreError.
   */
  async migrate() {
    try {
      await this.#place.run({ name: '', text: postgresSchema(this.#table) }, []);
    } catch (error) {
      throw storeErrorOf(error);
    }
  }
}

/**
 * @param {InstanceType<typeof Database>} database
 * @param {Naming} naming
 * @param {string} table
 * @param {NoteOutside} noteOutside
 * @returns {Transactions}
 */
function transactionsOn(database, naming, table, noteOutside) {
  const inside = statementsFor(table, true);
  const verbsOf = verbsInTransactions(noteOutside);
  const asking = (/** @type {Statement} */ statement) =>
    askingVerbs(async (id) => {
      const [row] = await database.run(statement, [`${naming.prefix}:${id}`]);
      return row === undefined ? null : foundIn(row);
    });
  return {
    verbsIn(executor) {
      const run = runInTransaction(executor, database.names);
      const functions = recordFunctions({ run, statements: inside, ...naming });
      return verbsOf(functions);
    },
    asking: asking(database.statements.look),
    askingLocked: asking(database.statements.lockedLook),
    begin: (run) => database.begin(run),
    spoil,
    isLocked: (error) => isLockTimeout(error),
    isPassing: (error) => isPassingFailure(error),
  };
}

module.exports = { PostgresStore };
