'use strict';

const assert = require('node:assert/strict');
const { keyIn } = require('./key-states');
const {
  LEASE_MS,
  expectNearly,
  expectResult,
  expectState,
  fingerprintOf,
  payloadOf,
  untilState,
} = require('./test-key');

/** @import { Case } from './test-key' */

const another = { fingerprint: fingerprintOf('another request') };

/**
 * The answers of begin, and the records that it writes.
 * @type {Case[]}
 */
const CASES = [
  [
    'a fresh key is owned as attempt 1 for the whole lease',
    async (newKey) => {
      const own = expectState(await newKey().begin('a'), 'own');
      assert.equal(own.attempt, 1);
      assert.equal(own.leftMs, LEASE_MS);
      assert.ok(Number.isSafeInteger(own.fence) && own.fence > 0, `the fence is ${own.fence}`);
    },
  ],
  [
    'of many begins at once one owns the key',
    async (newKey) => {
      const key = newKey();
      const names = Array.from({ length: 30 }, (_, i) => `attempt${i}`);
      const answers = await Promise.all(names.map((name) => key.begin(name)));
      const states = answers.map(({ state }) => state).sort();
      assert.deepEqual(states, ['own', ...Array(29).fill('running')]);
    },
  ],
  [
    'a running key tells how long its owner has run and may run',
    async (newKey) => {
      const key = await keyIn('running', newKey);
      const { leftMs, elapsedMs } = expectState(await key.begin('other'), 'running');
      assert.ok(elapsedMs >= 0 && leftMs > 0, `${elapsedMs} ms and ${leftMs} ms`);
      expectNearly(elapsedMs + leftMs, LEASE_MS);
    },
  ],
  [
    'a begin whose answer was lost is told the same again',
    async (newKey) => {
      const key = newKey();
      const first = await key.begin('a');
      const again = expectState(await key.begin('a'), 'own');
      assert.equal(again.fence, first.fence);
      assert.equal(again.attempt, 1);
      assert.ok(again.leftMs > 0 && again.leftMs <= first.leftMs);
    },
  ],
  [
    'a begin of another request changes nothing',
    async (newKey) => {
      const key = newKey();
      const own = await key.begin('a');
      expectState(await key.begin('b', another), 'mismatch');
      expectState(await key.begin('c'), 'running');
      assert.equal((await key.inspect()).fence, own.fence);
    },
  ],
  [
    'a new attempt writes the fingerprint of the new secret',
    async (newKey) => {
      const key = await keyIn('freed', newKey);
      const otherFingerprint = fingerprintOf('request');
      expectState(await key.begin('b', { ...another, otherFingerprint }), 'own');
      assert.equal((await key.inspect()).fingerprint, another.fingerprint);
      expectState(await key.begin('c'), 'mismatch');
    },
  ],
  [
    'the attempts are counted and the fence grows with each',
    async (newKey) => {
      const key = newKey();
      let last = 0;
      for (let attempt = 1; attempt <= 6; attempt++) {
        const begin = () => key.begin(`attempt${attempt}`, { leaseMs: 5 });
        const own = await untilState('silent', 'own', begin);
        assert.equal(own.attempt, attempt);
        assert.ok(own.fence > last, `${own.fence} after ${last}`);
        last = own.fence;
        await key.release(`attempt${attempt}`, attempt % 2 ? 'free' : 'silent');
      }
    },
  ],
  [
    'a removed key starts anew with a higher fence, for any request',
    async (newKey) => {
      const key = newKey();
      const first = await key.begin('a');
      await key.remove(true);
      const second = expectState(await key.begin('b', another), 'own');
      assert.equal(second.attempt, 1);
      assert.ok(second.fence > first.fence);
    },
  ],
  [
    'keys are kept apart',
    async (newKey) => {
      const [one, two] = [newKey(), newKey()];
      await one.begin('a');
      expectState(await two.begin('a'), 'own');
      await one.complete('a');
      expectState(await two.begin('b'), 'running');
      expectResult(await one.begin('b'), 'done', { kind: 'value', payload: payloadOf('a') });
    },
  ],
];

module.exports = CASES;
