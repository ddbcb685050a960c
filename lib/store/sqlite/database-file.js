'use strict';

const path = require('node:path');

const { StoreError } = require('../../errors/store-error');
const { warnOncePer } = require('../../observe/warnings');
const { monotonicMs } = require('../../native/clock');
const { Connection } = require('./connection');
const { identityOf, makeFile, refuseNetwork, refuseReadOnly } = require('./file');
const { replaced, storeErrorOf } = require('./sqlite-errors');
const { COLUMNS, schemaFor, statementsFor } = require('./statements');

/** @import { Handle, HandleClass, SqlStatement } from './library' */
/** @import { Statements } from './statements' */
/** @import { StoreStatus } from '../../../types/store' */

/** @typedef {DatabaseFile} OwnFile */

// A file that can't be opened is tried again so often.
const AGAIN_MS = 250;

/** The file of a store, and the one connection through which it runs its calls. Opened when it is first used. */
class DatabaseFile {
  #library;
  #table;
  #isOwn;
  /** @type {Statements} */
  statements;
  /** @type {Handle | undefined} */
  #handle;
  /** @type {InstanceType<typeof Connection> | undefined} */
  #connection;
  /** @type {Record<'begin' | 'commit' | 'rollback', SqlStatement> | undefined} */
  #bounds;
  // Which file it is, as the file system knows it; '' before the first use.
  #identity = '';
  #hasLog = false;
  #failedAt = -Infinity;
  /** @type {InstanceType<typeof StoreError> | undefined} */
  #lastError;
  /** The file is lost, or the store is closed. @type {InstanceType<typeof StoreError> | undefined} */
  #over;

  /**
   * `isOwn`: whether the store may choose the journal of the file.
   * @param {{ path: string, library: HandleClass, table: string, isOwn: boolean }} parts
   */
  constructor({ path: name, library, table, isOwn }) {
    this.path = path.resolve(name);
    this.#library = library;
    this.#table = table;
    this.#isOwn = isOwn;
    this.statements = statementsFor(table);
  }

  /** The class of handles that may open this file. */
  get library() {
    return this.#library;
  }

  /** Why the last write failed; undefined after one that did not. */
  get lastError() {
    return this.#lastError;
  }

  /** @returns {Pick<StoreStatus, 'state' | 'lastError'>} */
  get status() {
    const lastError = this.#lastError?.code ?? null;
    if (this.#connection !== undefined && this.#over === undefined) {
      return { state: 'ready', lastError };
    }
    return { state: this.#lastError === undefined ? 'idle' : 'down', lastError };
  }

  /**
   * The connection, which it opens if there is none. Throws a StoreError.
   * @returns {InstanceType<typeof Connection>}
   */
  open() {
    if (this.#over !== undefined) throw this.#over;
    if (this.#connection !== undefined) return this.#connection;
    if (this.#lastError !== undefined && monotonicMs() - this.#failedAt < AGAIN_MS) {
      throw this.#lastError;
    }
    try {
      this.#open();
    } catch (thrown) {
      this.#closeHandle();
      throw this.failed(thrown);
    }
    return /** @type {InstanceType<typeof Connection>} */ (
      /** @type {unknown} */ (this.#connection)
    );
  }

  /** Takes the right to write. Throws what the library throws, SQLITE_BUSY at once. */
  begin() {
    this.#bounds?.begin.run();
  }

  /**
   * Makes what was written last. Throws FILE_REPLACED instead if other processes no longer see this file.
   * @param {boolean} hasWritten  A disk that is full, or may not be written, commits nothing well.
   */
  commit(hasWritten) {
    this.refuseOther();
    this.#bounds?.commit.run();
    if (hasWritten) this.#lastError = undefined;
  }

  rollback() {
    try {
      this.#bounds?.rollback.run();
    } catch {
      // SQLite has rolled back by itself.
    }
  }

  /**
   * Notes a failure, and warns of it once for each kind. Gives its StoreError.
   * @param {unknown} thrown
   */
  failed(thrown) {
    const error = storeErrorOf(thrown);
    if (error.code === 'BUSY' || error === this.#over || error === this.#lastError) return error;
    this.#lastError = error;
    this.#failedAt = monotonicMs();
    if (error.code === 'FILE_REPLACED') this.#end(error);
    warnOncePer('ONCEONLY_SQLITE_UNAVAILABLE', `${error.code}: ${error.message}`, error.code);
    return error;
  }

  /** Opens one more handle on the file, with the same settings. */
  openHandle() {
    const handle = new this.#library(this.path, { timeout: 0 });
    try {
      handle.exec('PRAGMA busy_timeout = 0');
      handle.exec('PRAGMA synchronous = FULL');
    } catch (error) {
      handle.close();
      throw error;
    }
    return handle;
  }

  close() {
    this.#end(new StoreError('STORE_CLOSED', 'the store is closed', { retry: 'no' }));
  }

  #open() {
    refuseNetwork(path.dirname(this.path));
    makeFile(this.path);
    refuseReadOnly(this.path);
    const identity = identityOf(this.path);
    const handle = this.openHandle();
    this.#handle = handle;
    this.#hasLog = journalOf(handle, this.#isOwn) === 'wal';
    this.#bounds = {
      begin: handle.prepare('BEGIN IMMEDIATE'),
      commit: handle.prepare('COMMIT'),
      rollback: handle.prepare('ROLLBACK'),
    };
    this.#prepareTable(handle);
    if (identityOf(this.path) !== identity) throw replaced();
    this.#identity = this.#named();
    this.#connection = new Connection(handle, this.statements);
    this.#lastError = undefined;
  }

  /** @param {Handle} handle */
  #prepareTable(handle) {
    this.begin();
    try {
      this.prepareTableIn(handle);
      handle.exec('COMMIT');
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  /**
   * Makes the table in the transaction of a handle, unless it is known to be there. Throws NEWER_SCHEMA for one of others.
   * @param {Handle} handle
   */
  prepareTableIn(handle) {
    if (this.#connection !== undefined) return;
    const columns = columnsOf(handle, this.#table);
    if (columns.length === 0) handle.exec(schemaFor(this.#table));
    else if (`${columns}` !== `${COLUMNS}`) throw newerSchema(this.#table);
  }

  /** Throws FILE_REPLACED if other processes no longer see this file. */
  refuseOther() {
    if (this.#over !== undefined) throw this.#over;
    if (this.#identity !== '' && this.#named() !== this.#identity) throw replaced();
  }

  // Its log of writes is part of it: who deletes that one alone parts the processes as well.
  #named() {
    const own = identityOf(this.path);
    return this.#hasLog ? `${own} ${identityOf(`${this.path}-wal`)}` : own;
  }

  /** @param {InstanceType<typeof StoreError>} why */
  #end(why) {
    this.#over ??= why;
    this.#closeHandle();
  }

  #closeHandle() {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#connection = undefined;
    this.#bounds = undefined;
    try {
      handle?.close();
    } catch {
      // A file that is broken can't be closed in order either.
    }
  }
}

/**
 * The journal of the file. Readers and a writer do not wait for each other with WAL, and a commit writes to one place.
 * @param {Handle} handle
 * @param {boolean} isOwn
 */
function journalOf(handle, isOwn) {
  const mode = isOwn ? 'PRAGMA journal_mode = WAL' : 'PRAGMA journal_mode';
  const row = handle.prepare(mode).get();
  const found = `${Object.values(row)[0]}`.toLowerCase();
  if (isOwn && found !== 'wal') {
    const message = `the file has the journal ${found} in place of WAL`;
    throw new StoreError('CANT_OPEN', message, { retry: 'safe' });
  }
  return found;
}

/**
 * @param {Handle} handle
 * @param {string} table
 * @returns {string[]}
 */
function columnsOf(handle, table) {
  return handle
    .prepare(`PRAGMA table_info("${table}")`)
    .all()
    .map(({ name }) => name);
}

/** @param {string} table */
function newerSchema(table) {
  const message = `the table ${table} has other columns than this version reads. Use the newest version everywhere`;
  return new StoreError('NEWER_SCHEMA', message, { retry: 'no' });
}

module.exports = { DatabaseFile };
