'use strict';

const assert = require('node:assert/strict');
const { performance } = require('node:perf_hooks');
const { keyIn } = require('./key-states');
const { KEEP_MS, expectState, fingerprintOf, untilState } = require('./test-key');

/** @import { Case } from './test-key' */

// Long enough that the half of it which a takeover waits can be told from none.
const SHORT_LEASE_MS = 100;
// Long enough for three calls of a slow store.
const LEASE_OF_CALLS_MS = 1000;

/**
 * How a key changes hands after its owner went silent or gave it up.
 * @type {Case[]}
 */
const CASES = [
  [
    'a silent key is taken over half a lease after the first begin that noticed, not before',
    async (newKey) => {
      const key = newKey();
      const first = await key.begin('a', { leaseMs: SHORT_LEASE_MS });
      let askedAt = 0;
      const contest = () => {
        askedAt = performance.now();
        return key.begin('b');
      };
      const noticed = await untilState('running', 'silent', contest);
      const noticedAt = askedAt;
      assert.equal(noticed.leftMs, SHORT_LEASE_MS / 2);
      const own = await untilState('silent', 'own', contest);
      // The store's clock may differ from this one by the millisecond that both round off.
      assert.ok(performance.now() - noticedAt >= SHORT_LEASE_MS / 2 - 2, 'it was taken too early');
      assert.equal(own.attempt, 2);
      assert.ok(own.fence > first.fence);
      expectState(await key.begin('a'), 'running');
    },
  ],
  [
    'a silent key that may not be taken over becomes unknown',
    async (newKey) => {
      for (const policy of [{ onAbandoned: 'conflict' }, { maxAttempts: 1 }]) {
        const key = await keyIn('silent', newKey);
        const contest = () => key.begin('b', policy);
        const unknown = await untilState('silent', 'unknown', contest);
        assert.equal(unknown.attempt, 1);
        assert.ok(unknown.leftMs > 0 && unknown.leftMs <= KEEP_MS, `leftMs is ${unknown.leftMs}`);
        expectState(await contest(), 'unknown');
      }
    },
  ],
  [
    'only an attempt that took over is a recovery, also when its begin is sent again',
    async (newKey) => {
      const wanted = { absent: false, released: true, freed: false, removed: false };
      for (const [state, isRecovery] of Object.entries(wanted)) {
        const key = await keyIn(state, newKey);
        for (let sent = 0; sent < 2; sent++) {
          const own = expectState(await key.begin('b'), 'own');
          assert.equal(own.isRecovery, isRecovery, `after ${state}`);
        }
      }
    },
  ],
  [
    'a renewed recovery is still one',
    async (newKey) => {
      const key = await keyIn('released', newKey);
      await key.begin('b');
      expectState(await key.renew('b'), 'renewed');
      assert.equal(expectState(await key.begin('b'), 'own').isRecovery, true);
    },
  ],
  [
    'a freed key is owned at once with the next attempt, whatever the policy',
    async (newKey) => {
      const key = await keyIn('freed', newKey);
      const own = await key.begin('b', { onAbandoned: 'conflict', maxAttempts: 1 });
      expectState(own, 'own');
      assert.equal(own.attempt, 2);
    },
  ],
  [
    'what comes after a recovery that freed the key is a recovery again',
    async (newKey) => {
      const key = await keyIn('released', newKey);
      await key.begin('b');
      expectState(await key.release('b', 'free'), 'released');
      assert.equal(expectState(await key.begin('c'), 'own').isRecovery, true);
    },
  ],
  [
    'a key released as silent is taken over when its lease is over, without another wait',
    async (newKey) => {
      const key = newKey();
      // The lease may begin while the answer is on its way.
      const begunAt = performance.now();
      await key.begin('a', { leaseMs: LEASE_OF_CALLS_MS });
      expectState(await key.release('a', 'silent'), 'released');
      const { leftMs } = expectState(await key.begin('b'), 'silent');
      assert.ok(leftMs > 0 && leftMs <= LEASE_OF_CALLS_MS, `leftMs is ${leftMs}`);
      const own = await untilState('silent', 'own', () => key.begin('b'));
      // The store's clock may differ from this one by the millisecond that both round off.
      assert.ok(performance.now() - begunAt >= LEASE_OF_CALLS_MS - 2, 'it was taken too early');
      assert.equal(own.attempt, 2);
      assert.equal(own.isRecovery, true);
    },
  ],
  [
    'a key released as silent is unknown at once to a begin that may not take over',
    async (newKey) => {
      const key = await keyIn('givenUp', newKey);
      const unknown = expectState(await key.begin('b', { onAbandoned: 'conflict' }), 'unknown');
      assert.equal(unknown.attempt, 1);
    },
  ],
  [
    'a lock is forgotten when the time it is kept is over',
    async (newKey) => {
      const key = newKey();
      await key.begin('a', { leaseMs: 1, keepMs: 30 });
      await untilState(['running', 'silent'], 'absent', () => key.inspect());
      const own = expectState(
        await key.begin('b', { fingerprint: fingerprintOf('another request') }),
        'own',
      );
      assert.equal(own.attempt, 1);
    },
  ],
];

module.exports = CASES;
