'use strict';

const { parsePaths } = require('../../../lib/fingerprint/paths.js');
const { NOTHING, fingerprintPlan } = require('../../../lib/fingerprint/plan.js');

const nameOf = (options) => fingerprintPlan()('fingerprint', options).name;

describe('paths', () => {
  test.each([
    ['/a/b/0', ['a', 'b', '0']],
    ['/', ['']],
    ['//', ['', '']],
    ['/a~1b/~01/~0', ['a/b', '~1', '~']],
    ['/*/a.b', ['*', 'a.b']],
    ['a', ['a']],
    ['*', [null]],
    ['items.*.id', ['items', null, 'id']],
    ['__proto__.a b', ['__proto__', 'a b']],
    ['**', ['**']],
  ])('%s leads by %j', (path, steps) => {
    expect(parsePaths('include', [path])).toEqual([steps]);
  });

  test('are in one order and without repetitions', () => {
    const paths = parsePaths('include', ['b', 'a.*', '/b', '/a/*', 'a.*']);
    expect(paths).toEqual(parsePaths('include', ['/a/*', 'a.*', '/b']));
    expect(paths).toHaveLength(3);
  });
});

describe('the name of a plan', () => {
  // Records keep these: another name makes every stored key foreign.
  test('never changes', () => {
    expect(nameOf({})).toBe('xV3fEc');
    expect(nameOf(false)).toBe('lANPs8');
    expect(nameOf({ include: ['a.b'], headers: ['X-A'], query: false })).toMatch(/^[\w-]{6}$/);
  });

  test('is the same for options that mean the same', () => {
    expect(nameOf({ query: true, headers: [], include: undefined })).toBe(nameOf({}));
    expect(nameOf({ include: ['a.b', 'c'], headers: ['A', 'b'] })).toBe(
      nameOf({ headers: ['B', 'a', 'b'], include: ['/c', '/a/b', 'c'] }),
    );
  });

  test('is another one for options that mean something else', () => {
    const options = [
      {},
      false,
      { query: false },
      { include: ['a'] },
      { exclude: ['a'] },
      { include: ['a.b'] },
      { include: ['a', 'b'] },
      { include: ['*'] },
      { include: ['/*'] },
      { headers: ['a'] },
    ];
    expect(new Set(options.map(nameOf)).size).toBe(options.length);
  });
});

test('fingerprint: false gives every request the same fingerprint', () => {
  expect(NOTHING.fingerprints.fingerprint).toHaveLength(49);
  expect(fingerprintPlan()('fingerprint', false)).toBe(NOTHING);
});
