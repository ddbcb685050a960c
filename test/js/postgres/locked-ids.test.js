'use strict';

const { LockedIds } = require('../../../lib/postgres/locked-ids.js');

test('ids that were locked are remembered, a thousand at most', () => {
  const ids = new LockedIds();
  expect(ids.has('0')).toBe(false);
  for (let i = 0; i < 1000; i += 1) ids.add(`${i}`);
  expect(ids.has('0')).toBe(true);
  ids.add('one more');
  expect([ids.has('0'), ids.has('one more')]).toEqual([false, true]);
});
