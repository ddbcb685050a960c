'use strict';

const assert = require('node:assert/strict');
const { keyIn } = require('./key-states');
const { TTL_MS, expectResult, expectState, payloadOf } = require('./test-key');

/** @import { Case } from './test-key' */

const RESULT = { kind: 'value', payload: payloadOf('operator') };

/**
 * How an operator settles a key whose owner is gone; for a store that has `resolve`.
 * @type {Case[]}
 */
const CASES = [
  [
    'resolve: a result that is given by hand is replayed like any other',
    async (newKey) => {
      const key = await keyIn('released', newKey);
      const before = await key.inspect();
      expectState(await key.resolve(RESULT), 'resolved');
      expectResult(await key.begin('other'), 'done', RESULT);
      const after = expectState(await key.inspect(), 'done');
      for (const name of /** @type {const} */ (['fence', 'attempt', 'label', 'fingerprint'])) {
        assert.equal(after[name], before[name], name);
      }
      assert.equal(after.bytes, RESULT.payload.length);
      expectState(await key.resolve({ kind: 'none' }), 'done');
    },
  ],
  [
    'resolve: an owner that comes back is told the result',
    async (newKey) => {
      const key = await keyIn('silent', newKey);
      expectState(await key.resolve(RESULT), 'resolved');
      expectState(await key.renew('owner'), 'done');
      expectState(await key.release('owner', 'free'), 'gone');
      expectResult(await key.complete('owner'), 'lost', RESULT);
      expectResult(await key.complete('owner', { kind: 'error' }), 'lost', RESULT);
    },
  ],
  [
    'resolve: a key that is freed by hand is owned at once with the next attempt, which is no recovery',
    async (newKey) => {
      const key = await keyIn('silent', newKey);
      expectState(await key.resolve({ kind: 'none' }), 'resolved');
      expectState(await key.inspect(), 'freed');
      expectState(await key.renew('owner'), 'lost');
      const own = await key.begin('b', { onAbandoned: 'conflict', maxAttempts: 1 });
      assert.equal(expectState(own, 'own').attempt, 2);
      assert.equal(own.isRecovery, false);
    },
  ],
  [
    'resolve: a running owner is left alone',
    async (newKey) => {
      const key = await keyIn('running', newKey);
      for (const outcome of [RESULT, { kind: 'none' }]) {
        expectState(await key.resolve(outcome), 'running');
      }
      expectState(await key.renew('owner'), 'renewed');
      expectState(await key.complete('owner', { ttlMs: TTL_MS }), 'stored');
    },
  ],
];

/** @type {Case[]} */
const ASKED = CASES.map(([name, check]) => [
  name,
  async (newKey) => {
    if (newKey().has('resolve')) await check(newKey);
  },
]);

module.exports = ASKED;
