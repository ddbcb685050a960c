'use strict';

const { Roster } = require('../../../lib/util/roster.js');

const named = (name) => ({ name, place: -1 });

let roster;
const names = () =>
  roster
    .filter(() => true)
    .map(({ name }) => name)
    .sort();

beforeEach(() => {
  roster = new Roster();
});

test('things are there from joining to leaving, in any order', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(named);
  for (const thing of [a, b, c, d]) roster.add(thing);
  expect(names()).toEqual(['a', 'b', 'c', 'd']);
  expect(roster.remove(b)).toBe(true);
  expect(roster.remove(d)).toBe(true);
  expect(names()).toEqual(['a', 'c']);
  roster.add(b);
  expect(roster.remove(a)).toBe(true);
  expect(names()).toEqual(['b', 'c']);
  expect([a, b, c, d].map((thing) => roster.has(thing))).toEqual([false, true, true, false]);
  expect(roster.size).toBe(2);
});

test('a thing that is not there cannot leave, and takes no other with it', () => {
  const [here, gone, never] = ['here', 'gone', 'never'].map(named);
  roster.add(gone);
  roster.remove(gone);
  roster.add(here);
  expect(roster.remove(gone)).toBe(false);
  expect(roster.remove(never)).toBe(false);
  expect(names()).toEqual(['here']);
});

test('a thing of another roster with the same place is not there', () => {
  const other = new Roster();
  const [mine, theirs] = ['mine', 'theirs'].map(named);
  roster.add(mine);
  other.add(theirs);
  expect(roster.has(theirs)).toBe(false);
  expect(roster.remove(theirs)).toBe(false);
  expect(names()).toEqual(['mine']);
});

test('the least measure of its things is known, Infinity where it is empty', () => {
  expect(roster.least(({ at }) => at)).toBe(Infinity);
  for (const at of [3, 1, 2]) roster.add({ at, place: -1 });
  expect(roster.least(({ at }) => at)).toBe(1);
});
