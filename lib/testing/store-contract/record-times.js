'use strict';

const assert = require('node:assert/strict');
const { Buffer } = require('node:buffer');
const { TTL_MS, bytesOf, recordCases, untilGone } = require('./record-key');

/** @import { ARecordKey, RecordCase } from './record-key' */

const MOST_PAGES = 100_000;

/**
 * How long records stay, and how they are listed.
 * @type {RecordCase[]}
 */
const CASES = [
  [
    'a swap with a time to live replaces the time that was left',
    async (newKey) => {
      for (const ttlMs of [TTL_MS / 2, 2 * TTL_MS]) {
        const key = newKey();
        await key.insert('first', TTL_MS);
        await key.swap('first', 'second', ttlMs);
        await key.expectRecord('second', ttlMs);
      }
    },
  ],
  [
    'a swap without one keeps the time that was left',
    async (newKey) => {
      const key = newKey();
      await key.insert('first', TTL_MS);
      const before = await key.expectRecord('first', TTL_MS);
      await key.swap('first', 'second', null);
      const after = await key.expectRecord('second', TTL_MS);
      assert.ok(after <= before, `${after} ms are left after ${before} ms`);
    },
  ],
  [
    'a record is gone when its time is over, also for insert and swap',
    async (newKey) => {
      const [seen, swapped, inserted] = [newKey(), newKey(), newKey()];
      for (const key of [seen, swapped, inserted]) await key.insert('first', 30);
      await untilGone(seen);
      await untilGone(swapped);
      await swapped.swapFails('first', 'second');
      await untilGone(inserted);
      await inserted.insert('second');
      await inserted.expectRecord('second');
    },
  ],
  [
    'a swap that shortens the time to live lets the record go',
    async (newKey) => {
      const key = newKey();
      await key.insert('first', TTL_MS);
      await key.swap('first', 'second', 30);
      await untilGone(key);
    },
  ],
  [
    'a store that tells its time with an insertion tells it with a look too',
    async (newKey) => {
      const key = newKey();
      const inserted = await key.insert('first');
      if (inserted.now === 0) return;
      const { now } = await key.look();
      assert.ok(now >= inserted.now, `now is ${now} after ${inserted.now}`);
    },
  ],
  [
    'the pages of list hold every record once at least, and end',
    async (newKey) => {
      const keys = Array.from({ length: 250 }, () => newKey());
      if (!keys[0].has('list')) return;
      await Promise.all(keys.map((key) => key.insert(`record of ${key.id}`)));
      const found = await listAll(keys[0]);
      for (const { id } of keys) {
        assert.deepEqual(found.get(id), bytesOf(`record of ${id}`), `list lacks ${id}`);
      }
    },
  ],
];

/** @param {ARecordKey} key */
async function listAll(key) {
  const found = new Map();
  let cursor = null;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await key.list(cursor);
    for (const { id, record } of page.entries) found.set(id, Buffer.from(record));
    if (page.cursor === null) return found;
    cursor = page.cursor;
  }
  throw new assert.AssertionError({ message: 'list does not end' });
}

module.exports = recordCases(CASES);
