'use strict';

const { expectState, untilState } = require('./test-key');

/** @import { Key } from './test-key' */

/**
 * Every state that a key can be in, and how the attempt "owner" brings it there.
 * @type {Record<string, (key: Key) => Promise<unknown>>}
 */
const KEY_STATES = {
  absent: async () => {},
  running: begin,
  silent: async (key) => {
    await begin(key, { leaseMs: 1 });
    await untilState('running', 'silent', () => key.inspect());
  },
  givenUp: (key) => beginAndRelease(key, 'silent'),
  released: async (key) => {
    await beginAndRelease(key, 'silent', { leaseMs: 1 });
    await untilState('silent', 'unknown', () => key.inspect());
  },
  freed: (key) => beginAndRelease(key, 'free'),
  removed: async (key) => {
    await begin(key);
    expectState(await key.remove(true), 'removed');
  },
  value: (key) => beginAndComplete(key, 'value'),
  error: (key) => beginAndComplete(key, 'error'),
  tombstone: (key) => beginAndComplete(key, 'tombstone'),
};

/**
 * Brings a fresh key into `state`. 'silent' is a lease that has passed without anybody's notice, 'givenUp' a key whose
 * operation has ended with an unknown outcome, 'released' the same after its lease, 'removed' one that was taken from a running owner.
 * @param {string} state
 * @param {() => Key} newKey
 */
async function keyIn(state, newKey) {
  const key = newKey();
  await KEY_STATES[state](key);
  return key;
}

/**
 * @param {Key} key
 * @param {object} [changes]
 */
async function begin(key, changes) {
  expectState(await key.begin('owner', changes), 'own');
}

/**
 * @param {Key} key
 * @param {string} reason
 * @param {object} [changes]
 */
async function beginAndRelease(key, reason, changes) {
  await begin(key, changes);
  expectState(await key.release('owner', reason), 'released');
}

/**
 * @param {Key} key
 * @param {string} kind
 */
async function beginAndComplete(key, kind) {
  await begin(key);
  expectState(await key.complete('owner', { kind }), 'stored');
}

module.exports = { STATES: Object.keys(KEY_STATES), keyIn };
