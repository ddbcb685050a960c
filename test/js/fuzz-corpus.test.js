'use strict';

const path = require('node:path');

const { TARGETS } = require('../../scripts/fuzzing/targets.js');
const { listFiles } = require('../helpers/project.js');

const CORPUS = 'test/fuzz/corpus';
// A few dozen. More of them say less, and no reviewer reads them.
const MOST_SEEDS = 64;
// What libFuzzer calls the inputs that it keeps, and those that broke something, for example crash-da39a3ee5e6b4b0d.
const HASH = /[0-9a-f]{16}/i;

const targets = TARGETS.map(({ name }) => name);
const seedsOf = (target) => listFiles(`${CORPUS}/${target}`).map((file) => path.basename(file));
const isHash = (name) => HASH.test(name);

test('the corpus has a folder for each fuzz target, and no other', () => {
  const folders = listFiles(CORPUS).map((file) => file.split('/')[3]);
  expect([...new Set(folders)].sort()).toEqual([...targets].sort());
});

describe.each(targets)('the corpus of %s', (target) => {
  test('has no seed whose name is a hash', () => {
    expect(seedsOf(target).filter(isHash)).toEqual([]);
  });

  test(`has ${MOST_SEEDS} seeds at most`, () => {
    expect(seedsOf(target).length).toBeLessThanOrEqual(MOST_SEEDS);
  });
});

describe('the name of a seed', () => {
  test.each([
    ['of SHA-1', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['of MD5', 'D41D8CD98F00B204E9800998ECF8427E'],
    ['of SHA-256', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['of a finding', 'crash-adc83b19e793491b1c6ea0fd8b46cd9f32e592fc'],
    ['of 64 bits', '00000000deadbeef'],
  ])('is a hash: one %s', (_, name) => {
    expect(isHash(name)).toBe(true);
  });

  test.each(['bad-escape', 'decade-facade-added', '10000000', 'utf8-beyond'])(
    'is no hash: %s',
    (name) => {
      expect(isHash(name)).toBe(false);
    },
  );
});
