'use strict';

const assert = require('node:assert/strict');
const { keyIn } = require('./key-states');
const { LEASE_MS, expectState, fingerprintOf, untilState } = require('./test-key');

/** @import { Case, Key } from './test-key' */

/**
 * How an owner keeps its key and how it gives it up.
 * @type {Case[]}
 */
const CASES = [
  [
    'a renewal starts a new lease',
    async (newKey) => {
      const key = await keyIn('running', newKey);
      const long = { leaseMs: 10 * LEASE_MS, keepMs: 20 * LEASE_MS };
      expectState(await key.renew('owner', long), 'renewed');
      const { leftMs } = expectState(await key.begin('other'), 'running');
      assert.ok(leftMs > LEASE_MS && leftMs <= 10 * LEASE_MS, `${leftMs} ms are left`);
    },
  ],
  [
    'a renewal clears a suspicion',
    async (newKey) => {
      const key = newKey();
      const leaseMs = 50;
      await key.begin('a', { leaseMs });
      const contest = () => key.begin('b');
      await untilState('running', 'silent', contest);
      expectState(await key.renew('a', { leaseMs }), 'renewed');
      // The mark of before would allow a takeover the moment that the new lease has passed.
      const noticed = await untilState('running', 'silent', contest);
      assert.equal(noticed.leftMs, leaseMs / 2);
    },
  ],
  [
    'a renewal changes nothing but the lease',
    async (newKey) => {
      const key = await secondAttempt(newKey);
      const before = expectState(await key.inspect(), 'running');
      expectState(await key.renew('second'), 'renewed');
      const after = await key.inspect();
      for (const name of /** @type {const} */ ([
        'state',
        'fence',
        'attempt',
        'beganMs',
        'label',
        'fingerprint',
      ])) {
        assert.equal(after[name], before[name], name);
      }
    },
  ],
  [
    'a renewal that comes late does not revive a released key',
    async (newKey) => {
      const key = await keyIn('released', newKey);
      expectState(await key.renew('owner'), 'lost');
      expectState(await key.inspect(), 'unknown');
    },
  ],
  [
    'an old owner hears of a takeover and cannot disturb it',
    async (newKey) => {
      const key = await keyIn('released', newKey);
      expectState(await key.begin('second'), 'own');
      expectState(await key.renew('owner'), 'lost');
      for (const reason of ['undo', 'free', 'silent']) {
        expectState(await key.release('owner', reason), 'lost');
      }
      expectState(await key.begin('third'), 'running');
    },
  ],
  [
    'undo of the first attempt leaves nothing',
    async (newKey) => {
      const key = newKey();
      const first = await key.begin('a');
      expectState(await key.release('a', 'undo'), 'released');
      expectState(await key.inspect(), 'absent');
      const fingerprint = fingerprintOf('another request');
      const own = expectState(await key.begin('b', { fingerprint }), 'own');
      assert.equal(own.attempt, 1);
      assert.ok(own.fence > first.fence);
    },
  ],
  [
    'undo of an attempt that took over leaves the earlier one silent, also when it is sent twice',
    async (newKey) => {
      const key = await secondAttempt(newKey, 'released');
      expectState(await key.release('second', 'undo'), 'released');
      expectState(await key.release('second', 'undo'), 'released');
      const silent = expectState(await key.inspect(), 'unknown');
      assert.equal(silent.attempt, 1);
      assert.equal(silent.leftMs, 0);
      expectState(await key.begin('third', { onAbandoned: 'conflict' }), 'unknown');
      const own = expectState(await key.begin('third'), 'own');
      assert.equal(own.attempt, 2);
      assert.equal(own.isRecovery, true);
    },
  ],
  [
    'undo of an attempt that came upon a free key leaves it free, also when it is sent twice',
    async (newKey) => {
      const key = await secondAttempt(newKey, 'freed');
      expectState(await key.release('second', 'undo'), 'released');
      expectState(await key.release('second', 'undo'), 'released');
      const freed = expectState(await key.inspect(), 'freed');
      assert.equal(freed.attempt, 1);
      const own = expectState(await key.begin('third', { onAbandoned: 'conflict' }), 'own');
      assert.equal(own.attempt, 2);
      assert.equal(own.isRecovery, false);
    },
  ],
];

/**
 * A key whose second attempt runs, after the first left it in `state`.
 * @param {() => Key} newKey
 * @param {string} [state]
 */
async function secondAttempt(newKey, state = 'freed') {
  const key = await keyIn(state, newKey);
  expectState(await key.begin('second'), 'own');
  return key;
}

module.exports = CASES;
