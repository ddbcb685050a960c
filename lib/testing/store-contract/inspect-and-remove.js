'use strict';

const assert = require('node:assert/strict');
const { STATES, keyIn } = require('./key-states');
const {
  KEEP_MS,
  LEASE_MS,
  TTL_MS,
  expectBytes,
  expectNearly,
  expectState,
  fingerprintOf,
  payloadOf,
  untilState,
} = require('./test-key');

/** @import { Answer } from '../../waiting/waiters' */
/** @import { Case } from './test-key' */

const JANUARY_2020 = Date.UTC(2020, 0);

/**
 * The view and the powers of an operator.
 * @type {Case[]}
 */
const CASES = [
  [
    'inspect tells everything of a running key',
    async (newKey) => {
      const key = newKey();
      const { fence } = await key.begin('owner');
      const running = expectState(await key.inspect(), 'running');
      expectHead(running, { fence, attempt: 1, bytes: 0 });
      expectNearly(running.leftMs + running.elapsedMs, LEASE_MS);
      assert.ok(running.expiresMs > LEASE_MS && running.expiresMs <= KEEP_MS, 'expiresMs');
    },
  ],
  [
    'inspect tells everything of a result, and its payload when asked',
    async (newKey) => {
      const key = await keyIn('error', newKey);
      const payload = payloadOf('owner');
      for (const withPayload of [false, true]) {
        const done = expectState(await key.inspect(withPayload), 'done');
        expectHead(done, { fence: 7, attempt: 1, bytes: payload.length });
        assert.equal(done.kind, 'error');
        assert.ok(done.leftMs > 0 && done.leftMs <= TTL_MS, `leftMs is ${done.leftMs}`);
        assert.equal(done.expiresMs, done.leftMs);
        if (withPayload) expectBytes(done.payload, payload);
      }
    },
  ],
  [
    'inspect tells how long a silent key must be waited for',
    async (newKey) => {
      const key = newKey();
      await key.begin('a', { leaseMs: 50 });
      // Looking is no suspicion: only a begin starts the wait.
      for (let look = 0; look < 3; look++) {
        const silent = await untilState('running', 'silent', () => key.inspect());
        assert.equal(silent.leftMs, 25);
      }
      expectState(await key.begin('b'), 'silent');
      // From then on it counts down, until a begin would decide.
      const { leftMs } = await untilState('silent', 'unknown', async () => {
        const seen = await key.inspect();
        assert.ok(seen.leftMs >= 0 && seen.leftMs <= 25, `leftMs is ${seen.leftMs}`);
        return seen;
      });
      assert.equal(leftMs, 0);
    },
  ],
  [
    'remove leaves a running key alone unless it is forced',
    async (newKey) => {
      const key = await keyIn('running', newKey);
      expectState(await key.remove(), 'running');
      expectState(await key.renew('owner'), 'renewed');
      expectState(await key.complete('owner'), 'stored');
    },
  ],
  [
    'remove tells how many records there were',
    async (newKey) => {
      const removed = STATES.map(async (state) => {
        const key = await keyIn(state, newKey);
        const { attempt } = expectState(await key.remove(true), 'removed');
        expectState(await key.inspect(), 'absent');
        return [state, attempt];
      });
      /** @type {Record<string, number>} */
      const none = { absent: 0, removed: 0 };
      const wanted = STATES.map((state) => [state, none[state] ?? 1]);
      assert.deepEqual(await Promise.all(removed), wanted);
    },
  ],
  [
    'the owner of a removed key hears it, and a new owner is not disturbed',
    async (newKey) => {
      const key = await keyIn('removed', newKey);
      expectState(await key.renew('owner'), 'lost');
      expectState(await key.begin('second'), 'own');
      expectState(await key.renew('owner'), 'lost');
      expectState(await key.release('owner', 'undo'), 'lost');
      expectState(await key.complete('owner', { kind: 'error' }), 'fenced');
      expectState(await key.renew('second'), 'renewed');
    },
  ],
];

/**
 * Checks the inspection of a key with the request and label of every case.
 * @param {Answer} answer
 * @param {{ fence: number, attempt: number, bytes: number }} wanted
 */
function expectHead(answer, { fence, attempt, bytes }) {
  assert.equal(answer.fence, fence);
  assert.equal(answer.attempt, attempt);
  assert.equal(answer.bytes, bytes);
  assert.equal(answer.fingerprint, fingerprintOf('request'));
  assert.equal(answer.label, 'POST:/pay');
  assert.ok(answer.beganMs > JANUARY_2020, `beganMs is ${answer.beganMs}, not since 1970`);
}

module.exports = CASES;
