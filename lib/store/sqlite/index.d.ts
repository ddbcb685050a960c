import type { Store, StoreErrorCode } from '../../../index';

/** Options of a `SqliteStore`. Give `path` or `database`. */
export interface SqliteStoreOptions {
  /**
   * Path of the file, on a disk of this machine. It is made when it is first used, readable by its owner only.
   *
   * @defaultValue none
   */
  path?: string;
  /**
   * The app's own open database, of `node:sqlite` or better-sqlite3, in a file. The store opens a connection of its own to that file.
   * Give it if the app has the file open in the same process.
   *
   * @defaultValue none
   */
  database?: object;
  /**
   * Library that opens `path`.
   *
   * @defaultValue `node:sqlite` where Node has it, else better-sqlite3
   */
  library?: 'node:sqlite' | 'better-sqlite3';
  /**
   * Name of the table: `[a-z_][a-z0-9_]{0,62}`. Services may share one if each has a `prefix`.
   *
   * @defaultValue `'onceonly_records'`
   */
  table?: string;
  /**
   * Part of every id and every `effectId`. Use one per service.
   *
   * @defaultValue `'idem'`
   */
  prefix?: string;
}

/**
 * Codes of a `StoreError` that only this store gives. `'CANT_OPEN'`: the file can't be opened. `'NOT_A_DATABASE'`, `'CORRUPT'`: it is no
 * database, or is damaged. `'NEWER_SCHEMA'`: a newer version made the table. `'FILE_REPLACED'`: the file was deleted or replaced, and the
 * store is closed. `'NETWORK_FILE_SYSTEM'`: it is not on a disk of this machine.
 */
export type SqliteErrorCode =
  | StoreErrorCode
  | 'CANT_OPEN'
  | 'NOT_A_DATABASE'
  | 'CORRUPT'
  | 'NEWER_SCHEMA'
  | 'FILE_REPLACED'
  | 'NETWORK_FILE_SYSTEM';

export interface SqliteStore extends Store {}
/** A store in a file of SQLite, for the processes of one machine. It opens the file when it is first used. */
export class SqliteStore {
  /** Makes a store of its own. TypeError for a bad option, or without a library. */
  constructor(options: SqliteStoreOptions);
}
