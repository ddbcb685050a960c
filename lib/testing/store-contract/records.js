'use strict';

const assert = require('node:assert/strict');
const { Buffer } = require('node:buffer');
const { randomBytes } = require('node:crypto');
const { TTL_MS, recordCases } = require('./record-key');

/** @import { RecordCase } from './record-key' */

const AT_ONCE = 30;
const BIG = 4 * 1024 * 1024;

// Bytes that a text column, a collation or a padding would take for the same.
const NEARLY_EQUAL = [
  '2|R|abc|',
  '2|R|ABC|',
  '2|R|abc| ',
  '2|R|abc',
  '2|R|abc|\0',
  '2|R|\u00e4bc|',
];

/**
 * The duties of a store's functions towards records, whatever bytes they hold.
 * @type {RecordCase[]}
 */
const CASES = [
  [
    'insert writes where there is nothing, and look finds it',
    async (newKey) => {
      const key = newKey();
      await key.expectNothing();
      await key.insert('first');
      await key.expectRecord('first');
    },
  ],
  [
    'insert leaves a record that is there as it is',
    async (newKey) => {
      const key = newKey();
      await key.insert('first', TTL_MS);
      await key.insertFails('second', 2 * TTL_MS);
      await key.expectRecord('first', TTL_MS);
    },
  ],
  [
    'of many inserts at once one writes',
    async (newKey) => {
      const key = newKey();
      const names = Array.from({ length: AT_ONCE }, (_, i) => `record ${i}`);
      const outcomes = await Promise.all(names.map((name) => key.tryInsert(name)));
      await key.expectRecord(names[onlyWriter(outcomes)]);
    },
  ],
  [
    'swap replaces the record that is expected',
    async (newKey) => {
      const key = newKey();
      await key.insert('first');
      await key.swap('first', 'second');
      await key.expectRecord('second');
      await key.swapFails('first', 'third');
      await key.expectRecord('second');
    },
  ],
  [
    'swap compares every byte',
    async (newKey) => {
      for (const standing of NEARLY_EQUAL) {
        const key = newKey();
        await key.insert(standing);
        for (const other of NEARLY_EQUAL.filter((text) => text !== standing)) {
          await key.swapFails(other, 'never');
        }
        await key.expectRecord(standing);
        await key.swap(standing, 'next');
      }
    },
  ],
  [
    'swap writes nothing where there is nothing',
    async (newKey) => {
      const key = newKey();
      await key.swapFails('first', 'second');
      await key.expectNothing();
    },
  ],
  [
    'swap to null removes the record that is expected, and no other',
    async (newKey) => {
      const key = newKey();
      await key.insert('first');
      await key.swapFails('second', null);
      await key.expectRecord('first');
      await key.swap('first', null);
      await key.expectNothing();
      await key.insert('second');
    },
  ],
  [
    'of many swaps at once one writes',
    async (newKey) => {
      const key = newKey();
      await key.insert('first');
      const names = Array.from({ length: AT_ONCE }, (_, i) => `record ${i}`);
      const outcomes = await Promise.all(names.map((name) => key.trySwap('first', name)));
      await key.expectRecord(names[onlyWriter(outcomes)]);
    },
  ],
  [
    'of many swaps and removals at once one is done, and an insert finds what it has left',
    async (newKey) => {
      const key = newKey();
      await key.insert('first');
      const nexts = Array.from({ length: AT_ONCE }, (_, i) => (i % 2 ? `record ${i}` : null));
      const outcomes = await Promise.all(nexts.map((next) => key.trySwap('first', next)));
      const left = nexts[onlyWriter(outcomes)];
      assert.equal(await key.tryInsert('last'), left === null);
    },
  ],
  [
    'records of any bytes and of some megabytes come back as they were, and are compared whole',
    async (newKey) => {
      const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      for (const record of [everyByte, Buffer.alloc(BIG, 0xff), randomBytes(BIG)]) {
        const key = newKey();
        await key.insert(record);
        await key.expectRecord(record);
        const other = Buffer.from(record);
        other[other.length - 1] ^= 1;
        await key.swapFails(other, 'never');
        await key.swap(record, other);
        await key.expectRecord(other);
      }
    },
  ],
  [
    'ids that differ in the case of a letter are two ids',
    async (newKey) => {
      const key = newKey();
      const id = `a${key.id.slice(1)}`;
      const [lower, upper] = [newKey(id), newKey(id.toUpperCase())];
      await lower.insert('first');
      await upper.insert('second');
      await lower.expectRecord('first');
      await upper.expectRecord('second');
    },
  ],
];

/** @param {boolean[]} outcomes */
function onlyWriter(outcomes) {
  const writers = outcomes.flatMap((isWritten, i) => (isWritten ? [i] : []));
  assert.equal(writers.length, 1, `${writers.length} of ${outcomes.length} have written`);
  return writers[0];
}

module.exports = recordCases(CASES);
