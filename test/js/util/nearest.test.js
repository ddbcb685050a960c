'use strict';

const { hintOf, nearest } = require('../../../lib/util/nearest.js');

describe('the nearest name', () => {
  test.each([
    ['pasword', ['host', 'password', 'path'], 'password'],
    ['HOST', ['port', 'host'], 'host'],
    ['header', ['redis', 'headerName'], 'headerName'],
    ['hostname', ['port', 'host'], 'host'],
    ['abc', ['abd', 'abcdef'], 'abd'],
    ['abcd', ['abdc', 'abce'], 'abce'],
    ['storeDown', ['store', 'onStoreDown'], 'onStoreDown'],
  ])('to %s of %j is %s', (name, names, wanted) => {
    expect(nearest(name, names)).toBe(wanted);
  });

  test.each([
    ['', ['a', 'b']],
    ['xyz', ['a']],
    ['foo', ['mode', 'route']],
    ['skip', ['scope', 'store']],
    ['he', ['headerName']],
    ['headerOfTheRequest', ['header']],
    ['required', ['resultTTL']],
  ])('is not there for %s among %j, since more than a third differs', (name, names) => {
    expect(nearest(name, names)).toBeUndefined();
  });
});

describe('the hint on an unknown name', () => {
  const nine = Array.from({ length: 9 }, (_, i) => `option${i}`);

  test('asks for the near name', () => {
    expect(hintOf('hosst', ['host', 'port'])).toBe(' Did you mean `host`?');
  });

  test('lists the names if they are few and not near', () => {
    expect(hintOf('xyz', ['host', 'port'])).toBe(' Known: `host`, `port`.');
  });

  test('is empty if they are many and not near', () => {
    expect(hintOf('xyz', nine)).toBe('');
  });
});
