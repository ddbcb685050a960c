'use strict';

const { expectState, untilState } = require('./test-key');

// Every state that a key can be in, and how the attempt "owner" brings it there.
const KEY_STATES = {
  absent: async () => {},
  running: begin,
  silent: async (key) => {
    await begin(key, { leaseMs: 1 });
    await untilState('running', 'silent', () => key.inspect());
  },
  released: (key) => beginAndRelease(key, 'silent'),
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
 * Brings a fresh key into `state`. 'silent' is a lease that has passed without anybody's notice, 'released' one that was
 * given up with an unknown outcome, 'removed' one that was taken from a running owner.
 */
async function keyIn(state, newKey) {
  const key = newKey();
  await KEY_STATES[state](key);
  return key;
}

async function begin(key, changes) {
  expectState(await key.begin('owner', changes), 'own');
}

async function beginAndRelease(key, reason) {
  await begin(key);
  expectState(await key.release('owner', reason), 'released');
}

async function beginAndComplete(key, kind) {
  await begin(key);
  expectState(await key.complete('owner', { kind }), 'stored');
}

module.exports = { STATES: Object.keys(KEY_STATES), keyIn };
