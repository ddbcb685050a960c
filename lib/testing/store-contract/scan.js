'use strict';

const assert = require('node:assert/strict');
const { randomBytes } = require('node:crypto');
const { STATES, keyIn } = require('./key-states');
const { expectState } = require('./test-key');

/** @import { Answer } from '../../waiting/waiters' */
/** @import { ScannedPage } from '../../store/store' */
/** @import { Case, Key } from './test-key' */

/** @typedef {ScannedPage['entries'][number]} Entry */

const KEYS = 300;
const MOST_PAGES = 100_000;
const SAME = /** @type {const} */ ([
  'state',
  'kind',
  'attempt',
  'fence',
  'beganMs',
  'label',
  'bytes',
]);

/**
 * What an operator finds; for a store that has `scan`.
 * @type {Case[]}
 */
const CASES = [
  [
    'scan: the pages together hold every lock of a hint and no other',
    async (newKey) => {
      const hint = freshHint();
      const keys = Array.from({ length: KEYS }, newKey);
      await Promise.all(keys.map((key, i) => key.begin('a', { hint: i % 3 ? hint : freshHint() })));
      const wanted = keys.filter((_, i) => i % 3).map(({ id }) => id);
      assert.deepEqual(idsOf(await scanAll(keys[0], { hint })), wanted.sort());
      assert.deepEqual(await scanAll(keys[0], { hint, results: true }), []);
    },
  ],
  [
    'scan: the pages together hold every result of a hint and no lock',
    async (newKey) => {
      const hint = freshHint();
      const keys = Array.from({ length: KEYS }, newKey);
      await Promise.all(keys.map((key) => key.begin('a', { hint })));
      await Promise.all(keys.map((key) => key.complete('a', { hint })));
      const ids = keys.map(({ id }) => id).sort();
      assert.deepEqual(idsOf(await scanAll(keys[0], { hint, results: true })), ids);
      assert.deepEqual(await scanAll(keys[0], { hint }), []);
    },
  ],
  [
    'scan: an entry tells what an inspection tells, for a key in every state that is kept',
    async (newKey) => {
      for (const state of STATES) {
        const key = await keyIn(state, newKey);
        const seen = await key.inspect();
        const [locks, results] = await Promise.all(
          [false, true].map((asked) => scanAll(key, { hint: '', results: asked })),
        );
        const found = [...locks, ...results].filter(({ id }) => id === key.id);
        assert.equal(found.length, seen.state === 'absent' ? 0 : 1, state);
        for (const entry of found) expectSame(entry, seen);
      }
    },
  ],
  [
    'scan: a hint that no record has finds nothing',
    async (newKey) => {
      const key = await keyIn('running', newKey);
      assert.deepEqual(await scanAll(key, { hint: freshHint() }), []);
    },
  ],
];

const freshHint = () => randomBytes(8).toString('base64url');
/** @type {(entries: Entry[]) => string[]} */
const idsOf = (entries) => entries.map(({ id }) => id).sort();

/**
 * Every entry of a scan, each once though it may have been on two pages.
 * @param {Key} key
 * @param {{ hint: string, results?: boolean }} what
 * @returns {Promise<Entry[]>}
 */
async function scanAll(key, { hint, results = false }) {
  const entries = new Map();
  let cursor = '0';
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = expectState(
      await key.scan({ cursor, of: results ? 'results' : 'claims', hint }),
      'scanned',
    );
    for (const entry of page.entries) entries.set(entry.id, entry);
    cursor = page.cursor;
    if (cursor === '0') return [...entries.values()];
  }
  throw new assert.AssertionError({ message: 'the scan does not end' });
}

/**
 * @param {Entry} entry
 * @param {Answer} seen
 */
function expectSame(entry, seen) {
  for (const name of SAME) assert.equal(entry[name], seen[name], name);
  // Time goes on between the two.
  assert.ok(entry.expiresMs > 0 && entry.expiresMs <= seen.expiresMs, 'expiresMs');
  assert.ok(entry.leftMs >= 0 && entry.leftMs <= seen.leftMs, 'leftMs');
  assert.equal(entry.payload, undefined, 'a payload is in the page');
}

/** @type {Case[]} */
const ASKED = CASES.map(([name, check]) => [
  name,
  async (newKey) => {
    if (newKey().has('scan')) await check(newKey);
  },
]);

module.exports = ASKED;
