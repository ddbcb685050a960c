'use strict';

const { idsFrom, pageOf } = require('../sql/rows');
const { AwaitedCall } = require('./calls');

/** @import { FoundRecordBytes, RecordFunctions, WrittenAt } from '../../../types/custom-store' */
/** @import { Returned } from '../check-record' */
/** @import { OwnConnection } from './connection' */
/** @import { OwnQueue } from './turn-queue' */

// As long as the store is waited for by most calls.
const PATIENCE_MS = 2000;

/**
 * The functions that keep records, for those who want them by themselves: the suite in `onceonly/contract`, and lists.
 * @param {OwnQueue} queue
 * @param {string} prefix
 * @returns {Required<Pick<RecordFunctions, 'insert' | 'look' | 'swap' | 'list'>>}
 */
function recordFunctions(queue, prefix) {
  const { insert, swap } = functionsOn((run) => awaited(queue, run, { isRead: false }), prefix);
  return {
    insert,
    swap,
    look: (id) => lookBy(queue, `${prefix}:${id}`, { isRead: true }),
    list: async (cursor) => {
      const ids = idsFrom(prefix, cursor);
      return pageOf(await awaited(queue, (on, now) => on.list(ids, now), { isRead: true }), prefix);
    },
  };
}

/**
 * The functions, where `ask` runs a statement at once or later.
 * @param {(run: (connection: OwnConnection, now: number) => any) => any} ask
 * @param {string} prefix
 * @returns {RecordFunctions}
 */
function functionsOn(ask, prefix) {
  return {
    insert: (id, record, ttlMs) =>
      ask((on, now) => toldOf(on.insert(`${prefix}:${id}`, record, ttlMs, now))),
    look: (id) => ask((on, now) => foundOf(on.look(`${prefix}:${id}`, now))),
    swap: (id, expected, record, ttlMs) =>
      ask((on, now) => toldOf(on.swap(`${prefix}:${id}`, expected, record, ttlMs, now))),
  };
}

/**
 * The record under an id. Unless `isRead` it takes the right to write, so that a transaction that is being committed is waited for.
 * @param {OwnQueue} queue
 * @param {string} key
 * @param {{ isRead: boolean }} form
 * @returns {Promise<FoundRecordBytes | null>}
 */
function lookBy(queue, key, form) {
  return awaited(queue, (on, now) => foundOf(on.look(key, now)), form);
}

/**
 * @template T
 * @param {OwnQueue} queue
 * @param {(connection: OwnConnection, now: number) => T} run
 * @param {{ isRead: boolean }} form
 * @returns {Promise<T>}
 */
function awaited(queue, run, { isRead }) {
  const call = new AwaitedCall(run, { isRead, timeoutMs: PATIENCE_MS });
  queue.add(call);
  return /** @type {Promise<T>} */ (call.answer);
}

/**
 * @param {Returned} returned
 * @returns {WrittenAt | FoundRecordBytes | false}
 */
function toldOf(returned) {
  return returned.isWritten ? { now: returned.now } : (foundOf(returned) ?? false);
}

/**
 * @param {Returned} returned
 * @returns {FoundRecordBytes | null}
 */
function foundOf({ record, ttlMs, now }) {
  return record === undefined ? null : { record, ttlMs, now };
}

module.exports = { awaited, functionsOn, lookBy, recordFunctions };
