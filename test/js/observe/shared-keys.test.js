'use strict';

const { createHash } = require('node:crypto');

const { CAPACITY } = require('../../../lib/observe/key-table.js');
const { SharedKeys } = require('../../../lib/observe/shared-keys.js');

const OWNER = {};

/** A digest as keys and scopes have it: 8 bytes of base64url. */
const digest = (text) => createHash('sha256').update(text).digest('base64url').slice(0, 11);
const [KEY, ANN, BOB, EVE] = ['key', 'ann', 'bob', 'eve'].map(digest);

describe('a key', () => {
  test('in one scope is not told, however often it comes', () => {
    const keys = new SharedKeys();
    for (let i = 0; i < 3; i++) expect(keys.note(OWNER, KEY, ANN)).toBeUndefined();
  });

  test('in a second scope is told once, with the first one', () => {
    const keys = new SharedKeys();
    keys.note(OWNER, KEY, ANN);
    expect(keys.note(OWNER, KEY, BOB)).toBe(ANN);
    for (const scope of [ANN, BOB, EVE]) expect(keys.note(OWNER, KEY, scope)).toBeUndefined();
  });

  test('in scopes of two owners is not told', () => {
    const keys = new SharedKeys();
    keys.note(OWNER, KEY, ANN);
    expect(keys.note({}, KEY, BOB)).toBeUndefined();
    expect(keys.note(OWNER, KEY, BOB)).toBe(ANN);
  });

  test('is known while the next 10,000 keys come, whenever it came first', () => {
    const keys = new SharedKeys();
    for (let i = 0; i < CAPACITY / 2; i++) keys.note(OWNER, digest(`before ${i}`), ANN);
    keys.note(OWNER, KEY, ANN);
    for (let i = 0; i < CAPACITY; i++) keys.note(OWNER, digest(`after ${i}`), ANN);
    expect(keys.note(OWNER, KEY, BOB)).toBe(ANN);
    expect(keys.note(OWNER, KEY, EVE)).toBeUndefined();
  });

  test('is forgotten after 20,000 others, and then comes as a new one', () => {
    const keys = new SharedKeys();
    keys.note(OWNER, KEY, ANN);
    for (let i = 0; i < 2 * CAPACITY; i++) keys.note(OWNER, digest(`after ${i}`), ANN);
    expect(keys.note(OWNER, KEY, BOB)).toBeUndefined();
    expect(keys.note(OWNER, KEY, ANN)).toBe(BOB);
  });
});

test('each of 10,000 keys has its own scope, and none is taken for another one', () => {
  const keys = new SharedKeys();
  const all = Array.from({ length: CAPACITY }, (_, i) => [digest(`k${i}`), digest(`s${i % 77}`)]);
  const told = () => all.map(([key, scope]) => keys.note(OWNER, key, scope)).filter(Boolean);
  expect(told()).toEqual([]);
  expect(keys.size).toBe(CAPACITY);
  expect(told()).toEqual([]);
  expect(all.map(([key]) => keys.note(OWNER, key, BOB))).toEqual(all.map(([, scope]) => scope));
});

test('digests that differ in any one of their characters are different keys', () => {
  const keys = new SharedKeys();
  const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const others = Array.from(KEY, (_, at) =>
    Array.from(characters, (one) => `${KEY.slice(0, at)}${one}${KEY.slice(at + 1)}`),
  ).flat();
  const distinct = [...new Set(others)];
  expect(distinct).toHaveLength(KEY.length * (characters.length - 1) + 1);
  expect(distinct.map((key) => keys.note(OWNER, key, key)).filter(Boolean)).toEqual([]);
  expect(distinct.map((key) => keys.note(OWNER, key, EVE))).toEqual(distinct);
});

test('no more than 20,000 keys are known', () => {
  const keys = new SharedKeys();
  expect(keys.size).toBe(0);
  for (let i = 0; i < 5 * CAPACITY; i++) keys.note(OWNER, digest(`${i}`), ANN);
  expect(keys.size).toBeGreaterThanOrEqual(CAPACITY);
  expect(keys.size).toBeLessThanOrEqual(2 * CAPACITY);
});
