'use strict';

const { MAX_NAMES, scopeHash } = require('../../../lib/identity/scope-hash.js');

const secret = [Buffer.alloc(32, 1)];

describe('the name of a scope', () => {
  test('is the same each time, and another one for each scope and each secret', () => {
    const all = [
      secret,
      [Buffer.alloc(32, 2)],
      ['a secret of more than 32 letters, as text'],
      undefined,
    ];
    const names = all.flatMap((each) => ['ann', 'bob'].map((scope) => scopeHash(scope, each)));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[\w-]{11}$/);
    const again = all.flatMap((each) => ['ann', 'bob'].map((scope) => scopeHash(scope, each)));
    expect(again).toEqual(names);
  });

  test('goes by the current secret, and by what is in it', () => {
    const name = scopeHash('ann', secret);
    expect(scopeHash('ann', [Buffer.alloc(32, 1), 'an earlier one'])).toBe(name);
  });

  test('is still the same after many others', () => {
    const name = scopeHash('ann', secret);
    for (let i = 0; i < 3 * MAX_NAMES; i++) scopeHash(`${i}`, secret);
    expect(scopeHash('ann', secret)).toBe(name);
  });
});
