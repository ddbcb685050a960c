import type { Store, StoreErrorCode } from '../../index';

/** Options of a `PostgresStore`. Give exactly one of `connection`, `pool`, `sql` and `query`. */
export interface PostgresStoreOptions {
  /**
   * URL of the database, or the options of a `Pool` of `pg`. The store makes a pool of its own, in which calls of one turn of the event
   * loop share a statement. Needs the package `pg`.
   *
   * @defaultValue none
   */
  connection?: string | Record<string, unknown>;
  /**
   * A `Pool` of `pg`. The store leaves one of its connections free of transactions.
   *
   * @defaultValue none
   */
  pool?: object;
  /**
   * The `sql` of postgres.js.
   *
   * @defaultValue none
   */
  sql?: object;
  /**
   * A function that runs one statement and gives its rows. `transaction` is not there then; use `storeIn`.
   *
   * @defaultValue none
   */
  query?: (text: string, values: unknown[]) => Promise<SqlRows>;
  /**
   * Largest number of connections of the store's own pool.
   *
   * @defaultValue `10`
   */
  connections?: number;
  /**
   * Name of the table: `[a-z_][a-z0-9_]{0,62}`, or two with a dot for a schema. Without one it is in `public`, whatever the search
   * path is. Services may share a table if each has a `prefix`.
   *
   * @defaultValue `'onceonly_records'`
   */
  table?: string;
  /**
   * Whether statements are prepared under a name. The store stops by itself behind a pooler that does not know them.
   *
   * @defaultValue `true`
   */
  prepare?: boolean;
  /**
   * Part of every id and every `effectId`. Use one per service.
   *
   * @defaultValue `'idem'`
   */
  prefix?: string;
  /**
   * Longest wait for a free connection, in milliseconds, at most 60000.
   *
   * @defaultValue `1000`
   */
  connectTimeoutMs?: number;
  /**
   * Longest time of a statement, in milliseconds, at most 60000. Its connection is closed after that.
   *
   * @defaultValue `1000`
   */
  commandTimeoutMs?: number;
}

/** Codes of a `StoreError` that only this store gives. `'ROW_LOCKED'`: somebody holds the row. `'NO_TABLE'`: call `migrate()`. */
export type PostgresErrorCode = StoreErrorCode | 'ROW_LOCKED' | 'NO_TABLE';

export interface PostgresStore extends Store {}
/** A store in PostgreSQL. It connects when it is first used. */
export class PostgresStore {
  /** Makes a store of its own. TypeError or RangeError for a bad option. */
  constructor(options: PostgresStoreOptions);
  /** Makes the table if it is not there. Call it at every start, or run the SQL of `postgresSchema()`. Rejects with a StoreError. */
  migrate(): Promise<void>;
}

/** The rows of an answer, as drivers give them. */
export type SqlRows = readonly object[] | SqlResult;

/** An answer that has more than its rows. */
export interface SqlResult {
  /** Rows, as objects by the names of their columns. */
  rows: readonly object[];
}

/** Runs statements in a transaction. An adapter makes one, or you do. */
export interface SqlExecutor {
  /** Runs one statement. Resolves to its rows, or to an object that has `rows`. */
  executeSql(text: string, values: unknown[]): Promise<SqlRows>;
}

/** Gives the SQL that makes the table, for a tool that runs migrations. */
export function postgresSchema(table?: string): string;
/** Takes the `tx` of `prisma.$transaction(async (tx) => ...)`. */
export function fromPrisma(tx: object): SqlExecutor;
/** Takes the `tx` of `db.transaction(async (tx) => ...)`, and `sql` of drizzle-orm. */
export function fromDrizzle(tx: object, sql: object): SqlExecutor;
/** Takes the `trx` of `knex.transaction(async (trx) => ...)`. */
export function fromKnex(trx: object): SqlExecutor;
/** Takes the `trx` of `db.transaction().execute(async (trx) => ...)`. */
export function fromKysely(trx: object): SqlExecutor;
/** Takes the `manager` of `dataSource.transaction(async (manager) => ...)`. */
export function fromTypeORM(manager: object): SqlExecutor;
