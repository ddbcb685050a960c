'use strict';

const { GENERATION, SharedKeys } = require('../../../lib/observe/shared-keys.js');

const OWNER = {};

describe('a key', () => {
  test('in one scope is not told, however often it comes', () => {
    const keys = new SharedKeys();
    for (let i = 0; i < 3; i++) expect(keys.note(OWNER, 'key', 'ann')).toBeUndefined();
  });

  test('in a second scope is told once, with the first one', () => {
    const keys = new SharedKeys();
    keys.note(OWNER, 'key', 'ann');
    expect(keys.note(OWNER, 'key', 'bob')).toBe('ann');
    for (const scope of ['ann', 'bob', 'eve']) {
      expect(keys.note(OWNER, 'key', scope)).toBeUndefined();
    }
  });

  test('in scopes of two owners is not told', () => {
    const keys = new SharedKeys();
    keys.note(OWNER, 'key', 'ann');
    expect(keys.note({}, 'key', 'a tenant')).toBeUndefined();
  });

  test('is known while the next 10,000 keys come, whenever it came first', () => {
    const before = GENERATION / 2;
    const keys = new SharedKeys();
    for (let i = 0; i < before; i++) keys.note(OWNER, `before ${i}`, 'ann');
    keys.note(OWNER, 'key', 'ann');
    for (let i = 0; i < GENERATION; i++) keys.note(OWNER, `after ${i}`, 'ann');
    expect(keys.note(OWNER, 'key', 'bob')).toBe('ann');
  });
});

test('no more than twice as many keys are known', () => {
  const keys = new SharedKeys();
  for (let i = 0; i < 5 * GENERATION; i++) keys.note(OWNER, `${i}`, 'ann');
  expect(keys.size).toBeGreaterThanOrEqual(GENERATION);
  expect(keys.size).toBeLessThanOrEqual(2 * GENERATION);
});
