'use strict';

const { FAULTS, WITH_REPLICAS } = require('../../../scripts/failovers/faults');
const { rowOf } = require('../../../scripts/failovers/run');
const { table } = require('../../../scripts/failovers/table');

const OVER_AT = 10_000;
const RANGES = [[100, 200]];
const GOOD = { keys: 9, charges: 9, requests: 12, differing: 0, unanswered: 0, longestMs: 2040 };
const MAY_LOSE = { name: 'a fault' };
const LOSES_NOTHING = { name: 'a fault', losesNothing: true };

const row = (changes, { name = 'onceonly', fault = MAY_LOSE, errors = [] } = {}) =>
  rowOf(fault, name, { ...GOOD, ...changes, errors }, OVER_AT, RANGES);
const refused = (slot, at = OVER_AT) => ({ what: 'unavailable', slot, at });

describe('a row of the fault table', () => {
  test('passes with one charge for each key and refusals of the struck shard alone', () => {
    expect(row({}, { errors: [refused(150)] }).failed).toEqual([]);
  });

  test.each([
    ['a key was charged twice', { charges: 10 }, { fault: LOSES_NOTHING }],
    ['a key was charged twice', { charges: 10 }, { name: WITH_REPLICAS }],
    ['a key has two answers', { differing: 1 }, { fault: LOSES_NOTHING }],
    ['a request got no answer', {}, { errors: [{ what: 'late', slot: 150, at: OVER_AT }] }],
    ['a request got no answer', { unanswered: 1 }, {}],
    ['a wait was too long', { longestMs: 5200 }, {}],
    ['another shard was refused', {}, { errors: [refused(201)] }],
    ['other answers: boom', {}, { errors: [{ what: 'boom', slot: 150, at: OVER_AT }] }],
  ])('fails if %s (%j, %j)', (problem, changes, setting) => {
    expect(row(changes, setting).failed).toEqual([problem]);
  });

  test('blames nobody for a write that the servers forgot, nor another client', () => {
    expect(row({ charges: 10, differing: 1 }).failed).toEqual([]);
    expect(row({ charges: 10 }, { name: 'ioredis', fault: LOSES_NOTHING }).failed).toEqual([]);
  });

  test('counts the end of errors from the end of the fault', () => {
    const errors = [refused(150, OVER_AT - 900), refused(150, OVER_AT + 340)];
    expect(row({}, { errors }).endedMs).toBe(340);
    expect(row({}, { errors: errors.slice(0, 1) }).endedMs).toBe(0);
    expect(row({}).endedMs).toBeNull();
  });

  test('is a line with times in tenths of a second', () => {
    const [, , , , line] = table([row({}, { errors: [refused(201, OVER_AT + 340)] })], 'About:').split('\n'); // prettier-ignore
    expect(line).toBe('| a fault | onceonly | 9 | 9 | 0 | 12 | 1 | 0 | 1 | 2.0 s | 0.3 s |');
  });
});

test('every fault has a name of its own', () => {
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
});
