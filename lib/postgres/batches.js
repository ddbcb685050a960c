'use strict';

const { Buffer } = require('node:buffer');
const { setImmediate } = require('node:timers');

const { StoreError } = require('../errors/store-error');
const { outsideRequests } = require('../util/outside-requests');
const { MOST_BYTES } = require('./batch-statements');
const { LockedIds } = require('./locked-ids');
const { isRefused } = require('./sql-errors');

/** @import { RunStatement } from './record-functions' */
/** @import { BatchStatements } from './batch-statements' */
/** @import { Statement } from './sql-text' */
/** @import { Statements } from './statements' */

/**
 * A call that waits for its batch. Resolves to undefined if that did nothing for it.
 * @typedef {object} Call
 * @property {any[]} values  Of the statement for one key. The first one is the id.
 * @property {(rows?: any[]) => void} resolve
 * @property {(error: unknown) => void} reject
 */

/** @typedef {(values: any[]) => string} ArrayText */

// More keys in one statement save little, and all of them wait for its end.
const MOST_KEYS = 64;

/**
 * New claims that come in one turn of the event loop share a statement and a COMMIT, and so do results. A call for which its batch
 * did nothing gets a statement of its own, as if there had been no batch. Where it isn't known whether a batch was committed, it isn't
 * known of any of its calls, and each looks by itself.
 */
class Batches {
  #one;
  #inserts;
  #swaps;

  /**
   * @param {RunStatement} run
   * @param {Statements} one
   * @param {BatchStatements} many
   */
  constructor(run, one, many) {
    this.#one = one;
    this.#inserts = new Batch(run, one.insert, many.insert, [texts, bytes, numbers]);
    this.#swaps = new Batch(run, one.swap, many.swap, [texts, bytes, bytes, numbers]);
  }

  /**
   * Runs a call whose statement it may share. Undefined for another one.
   * @param {Statement} statement
   * @param {any[]} values
   */
  run(statement, values) {
    if (statement === this.#one.insert) return this.#inserts.add(values);
    // A claim that takes a key over has a time at which it is too late, and is rare.
    const isResult = statement === this.#one.swap && values[4] === null;
    return isResult ? this.#swaps.add(values) : undefined;
  }

  /** Sends what waits. */
  sendAll() {
    this.#inserts.sendAll();
    this.#swaps.sendAll();
  }
}

/** The calls of one statement. */
class Batch {
  #run;
  #one;
  #many;
  #columns;
  /** @type {Map<string, Call>} */
  #waiting = new Map();
  #locked = new LockedIds();

  /**
   * @param {RunStatement} run
   * @param {Statement} one
   * @param {Statement} many
   * @param {ArrayText[]} columns  Of the parameters of `many`.
   */
  constructor(run, one, many, columns) {
    this.#run = run;
    this.#one = one;
    this.#many = many;
    this.#columns = columns;
  }

  /**
   * @param {any[]} values
   * @returns {Promise<any[]>}
   */
  add(values) {
    const [id] = values;
    if (this.#waiting.has(id) || this.#locked.has(id) || !values.every(isShort)) {
      return this.#runAlone(values);
    }
    return this.#share(values);
  }

  sendAll() {
    this.#send(this.#waiting);
  }

  /** @param {any[]} values */
  async #share(values) {
    const rows = await this.#wait(values);
    // Back in the request that has called.
    return rows ?? this.#runAlone(values);
  }

  /**
   * @param {any[]} values
   * @returns {Promise<any[] | undefined>}
   */
  #wait(values) {
    const waiting = this.#waiting;
    return new Promise((resolve, reject) => {
      waiting.set(values[0], { values, resolve, reject });
      if (waiting.size === 1) outsideRequests(setImmediate, () => this.#send(waiting));
      if (waiting.size === MOST_KEYS) this.#waiting = new Map();
    });
  }

  /** @param {Map<string, Call>} calls  Which are sent once. */
  async #send(calls) {
    if (this.#waiting === calls) this.#waiting = new Map();
    const asked = [...calls.values()];
    calls.clear();
    try {
      const rows = asked.length > 1 ? await this.#rowsFor(asked) : [];
      const rowOf = new Map(rows.map((row) => [row.id, row]));
      for (const { values, resolve } of asked) {
        const row = rowOf.get(values[0]);
        resolve(row && [row]);
      }
    } catch (/** @type {any} */ { code, message, retry, cause }) {
      for (const { reject } of asked) reject(new StoreError(code, message, { retry, cause }));
    }
  }

  /**
   * The rows of one statement. None if the server has refused it and rolled it back, maybe for one of its keys.
   * @param {Call[]} calls
   * @returns {Promise<any[]>}
   */
  async #rowsFor(calls) {
    const values = this.#columns.map((arrayOf, at) =>
      arrayOf(calls.map((call) => call.values[at])),
    );
    try {
      return await this.#run(this.#many, values);
    } catch (error) {
      if (isRefused(error)) return [];
      throw error;
    }
  }

  /** @param {any[]} values */
  async #runAlone(values) {
    try {
      return await this.#run(this.#one, values);
    } catch (/** @type {any} */ error) {
      if (error.code === 'ROW_LOCKED') this.#locked.add(values[0]);
      throw error;
    }
  }
}

/** @param {unknown} value */
function isShort(value) {
  return !Buffer.isBuffer(value) || value.length <= MOST_BYTES;
}

/**
 * Ids have no quotes and no backslashes.
 * @type {ArrayText}
 */
function texts(values) {
  return `{${values.map((value) => `"${value}"`).join(',')}}`;
}

/** @type {ArrayText} */
function bytes(values) {
  return `{${values.map((value) => `"\\\\x${value.toString('hex')}"`).join(',')}}`;
}

/** @type {ArrayText} */
function numbers(values) {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

module.exports = { Batches };
