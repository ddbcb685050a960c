'use strict';

const assert = require('node:assert/strict');
const { Buffer } = require('node:buffer');
const { randomBytes } = require('node:crypto');
const { performance } = require('node:perf_hooks');
const { readPage, readReturned } = require('../../store/check-record');
const { delay } = require('../../util/timers');

/** @import { RecordFunctions } from '../../../types/custom-store' */
/** @import { Case } from './test-key' */

/** @typedef {string | Uint8Array} Bytes */

/** @typedef {RecordKey} ARecordKey */

/**
 * A case about the functions of a store.
 * @typedef {[name: string, check: (newKey: (id?: string) => RecordKey) => Promise<void>]} RecordCase
 */

const PATIENCE_MS = 10_000;
const PAUSE_MS = 2;
const TTL_MS = 300_000;

/** A fresh id, and the functions of the store under test. Records are texts or bytes. */
class RecordKey {
  #functions;
  id;

  /**
   * @param {RecordFunctions & Record<string, any>} functions
   * @param {string} [id]
   */
  constructor(functions, id = randomBytes(32).toString('base64url')) {
    this.#functions = functions;
    this.id = id;
  }

  /** @param {string} name */
  has(name) {
    return typeof this.#functions[name] === 'function';
  }

  async look() {
    return readReturned('look', await this.#functions.look(this.id));
  }

  /**
   * Returns the answer of insert(), which must have written.
   * @param {Bytes} record
   * @param {number} [ttlMs]
   */
  async insert(record, ttlMs = TTL_MS) {
    const outcome = await this.#insert(record, ttlMs);
    assert.ok(outcome.isWritten, 'insert() wrote nothing where there was nothing');
    return outcome;
  }

  /**
   * @param {Bytes} record
   * @param {number} [ttlMs]
   */
  async insertFails(record, ttlMs = TTL_MS) {
    const { isWritten } = await this.#insert(record, ttlMs);
    assert.ok(!isWritten, 'insert() wrote over a record');
  }

  /** @param {Bytes} record */
  async tryInsert(record) {
    const { isWritten } = await this.#insert(record, TTL_MS);
    return isWritten;
  }

  /**
   * It must write. `ttlMs` null: keeps the time that is left.
   * @param {Bytes} expected
   * @param {Bytes | null} next
   * @param {number | null} [ttlMs]
   */
  async swap(expected, next, ttlMs = TTL_MS) {
    const isWritten = await this.trySwap(expected, next, ttlMs);
    assert.ok(isWritten, 'swap() wrote nothing though the record was the expected one');
  }

  /**
   * @param {Bytes} expected
   * @param {Bytes | null} next
   * @param {number} [ttlMs]
   */
  async swapFails(expected, next, ttlMs = TTL_MS) {
    const isWritten = await this.trySwap(expected, next, ttlMs);
    assert.ok(!isWritten, 'swap() wrote though the record was not the expected one');
  }

  /**
   * Gives whether it wrote.
   * @param {Bytes} expected
   * @param {Bytes | null} next
   * @param {number | null} [ttlMs]
   */
  async trySwap(expected, next, ttlMs = TTL_MS) {
    /** @type {[Buffer, Buffer | null]} */
    const texts = [bytesOf(expected), next === null ? null : bytesOf(next)];
    const time = next === null || ttlMs === null ? undefined : ttlMs;
    const outcome = readReturned('swap', await this.#functions.swap(this.id, ...texts, time));
    return outcome.isWritten;
  }

  /** @param {string | null} cursor */
  async list(cursor) {
    const page = await /** @type {Required<RecordFunctions>} */ (this.#functions).list(cursor);
    readPage(page);
    return page;
  }

  async expectNothing() {
    const { record } = await this.look();
    assert.equal(record, undefined, 'look() found a record where there is none');
  }

  /**
   * Asserts that `record` is there, for `ttlMs` at most and nearly that. Gives the time that is left.
   * @param {Bytes} record
   * @param {number} [ttlMs]
   */
  async expectRecord(record, ttlMs = TTL_MS) {
    const found = await this.look();
    assert.ok(found.record, 'look() found nothing where there is a record');
    assert.ok(found.record.equals(bytesOf(record)), 'look() found other bytes');
    const isNear = found.ttlMs <= ttlMs && found.ttlMs > ttlMs - PATIENCE_MS;
    assert.ok(isNear, `ttlMs is ${found.ttlMs} of ${ttlMs}`);
    return found.ttlMs;
  }

  /**
   * @param {Bytes} record
   * @param {number} ttlMs
   */
  async #insert(record, ttlMs) {
    return readReturned('insert', await this.#functions.insert(this.id, bytesOf(record), ttlMs));
  }
}

/** @param {Bytes} record */
function bytesOf(record) {
  return Buffer.from(record);
}

/** @param {RecordKey} key */
async function untilGone(key) {
  const deadline = performance.now() + PATIENCE_MS;
  while ((await key.look()).record !== undefined) {
    assert.ok(performance.now() < deadline, 'the record is there after its time');
    await delay(PAUSE_MS);
  }
}

/**
 * Cases for the contract of cases that each get `newKey(id)`. They ask nothing of a store without functions.
 * @param {RecordCase[]} cases
 * @returns {Case[]}
 */
function recordCases(cases) {
  return cases.map(([name, check]) => [
    `records: ${name}`,
    async (newKey) => {
      const { functions } = newKey();
      if (functions !== undefined) await check((id) => new RecordKey(functions, id));
    },
  ]);
}

module.exports = { RecordKey, TTL_MS, recordCases, bytesOf, untilGone };
