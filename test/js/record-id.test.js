'use strict';

const fc = require('fast-check');

const { addressId, recordId, trimPath } = require('../../lib/record-id.js');

test('an id is 43 characters and tells nothing of its parts', () => {
  expect(recordId({ scope: 's', method: 'POST', path: '/p', key: 'k' })).toMatch(/^[\w-]{43}$/);
});

test('parts that are left out are empty', () => {
  expect(recordId({ key: 'k' })).toBe(recordId({ scope: '', method: '', path: '', key: 'k' }));
});

test('no two requests share an id, wherever their parts are cut', () => {
  const part = fc.string({ maxLength: 4 });
  const request = fc.record({ scope: part, method: part, path: part, key: part });
  const parts = ({ scope, method, path, key }) => JSON.stringify([scope, method, path, key]);
  fc.assert(
    fc.property(request, request, (one, other) => {
      expect(recordId(one) === recordId(other)).toBe(parts(one) === parts(other));
    }),
  );
  const cut = { scope: 'a', method: 'b', path: 'c', key: 'd' };
  expect(recordId(cut)).not.toBe(recordId({ ...cut, scope: 'ab', method: '' }));
});

test.each([
  ['/', '/'],
  ['/a', '/a'],
  ['/a/', '/a'],
  ['/a//', '/a/'],
  ['/a?b=/c/', '/a'],
  ['/a/?', '/a'],
  ['/?a', '/'],
  ['', ''],
])('the path of %s is %s', (url, path) => {
  expect(trimPath(url)).toBe(path);
});

test('the address of a request has its id', () => {
  const request = { scope: 's', method: 'POST', path: '/pay', key: 'k' };
  expect(addressId(request)).toBe(recordId(request));
  expect(addressId({ ...request, method: 'post', path: '/pay/?x' })).toBe(recordId(request));
  expect(addressId({ id: recordId(request) })).toBe(recordId(request));
});

test('a part with a lone surrogate has no id of its own and is refused', () => {
  for (const address of [{ key: '\ud800' }, { key: 'k', scope: 'a\udc00' }]) {
    expect(() => addressId(address)).toThrow(TypeError);
  }
});
