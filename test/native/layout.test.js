'use strict';

const { createHash } = require('node:crypto');

const { layout } = require('../../lib/native/binding.js');

const { version, ...places } = layout;

// One line for each version that there was. A change of the layout needs another one, or a stale binary would be taken.
const DIGESTS = {
  1: 'DKkh-u6Fl8t8HA1wum8efwPQ1fPPgElM1oAHg6amZoo',
  2: 'LpkKql7FODycifnOw7XWPtgezA7h_T9Ax0venAC8X9c',
  // The same places as before, with functions that seal.
  3: 'LpkKql7FODycifnOw7XWPtgezA7h_T9Ax0venAC8X9c',
  // The same places, with the nodes of a cluster.
  4: 'LpkKql7FODycifnOw7XWPtgezA7h_T9Ax0venAC8X9c',
  // The same, with more settings of a Redis store, and more events of a socket.
  5: 'LpkKql7FODycifnOw7XWPtgezA7h_T9Ax0venAC8X9c',
  // The same, with a store that can be hurried.
  6: 'LpkKql7FODycifnOw7XWPtgezA7h_T9Ax0venAC8X9c',
};

describe('the layout that C++ and JavaScript share', () => {
  test('has the digest of its version', () => {
    const digest = createHash('sha256').update(JSON.stringify(places)).digest('base64url');
    expect(digest).toBe(DIGESTS[version]);
  });

  test('is of the newest version', () => {
    expect(version).toBe(Object.keys(DIGESTS).length);
  });

  test.each([['numbers'], ['values']])(
    'gives each of the %s of an answer a place of its own',
    (name) => {
      const { size, ...each } = layout[name];
      const taken = Object.values(each).sort((a, b) => a - b);
      expect(taken).toEqual(Array.from({ length: size }, (_, place) => place));
    },
  );

  test('gives each number of a call a place, of which the verbs share some', () => {
    const { size, ...each } = layout.form;
    const taken = new Set(Object.values(each));
    expect([...taken].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
    const { call, answered, timeoutMs, leaseMs, keepMs, holdsAbandoned, maxAttempts } = layout.form;
    const begin = [call, answered, timeoutMs, leaseMs, keepMs, holdsAbandoned, maxAttempts];
    expect(new Set(begin).size).toBe(begin.length);
    const { fence, attempt, ttlMs, kind, isOwner } = layout.form;
    const complete = [call, answered, timeoutMs, fence, attempt, ttlMs, kind, isOwner];
    expect(new Set(complete).size).toBe(complete.length);
  });
});
