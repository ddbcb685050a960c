'use strict';

const { createHash } = require('node:crypto');
const fc = require('fast-check');

const { addressId, recordNames, trimPath } = require('../../lib/record-id.js');

test('a hint is 11 characters of the key alone', () => {
  const { hint } = recordNames({ scope: 's', method: 'POST', path: '/p', key: 'k' });
  const wanted = createHash('sha256').update('k').digest().subarray(0, 8).toString('base64url');
  expect(hint).toBe(wanted);
  expect(recordNames({ key: 'k' }).hint).toBe(wanted);
});

test('an id is 43 characters and tells nothing of its parts', () => {
  expect(recordNames({ scope: 's', method: 'POST', path: '/p', key: 'k' }).id).toMatch(
    /^[\w-]{43}$/,
  );
});

test('parts that are left out are empty', () => {
  expect(recordNames({ key: 'k' }).id).toBe(
    recordNames({ scope: '', method: '', path: '', key: 'k' }).id,
  );
});

test('no two requests share an id, wherever their parts are cut', () => {
  const part = fc.string({ maxLength: 4 });
  const request = fc.record({ scope: part, method: part, path: part, key: part });
  const parts = ({ scope, method, path, key }) => JSON.stringify([scope, method, path, key]);
  fc.assert(
    fc.property(request, request, (one, other) => {
      expect(recordNames(one).id === recordNames(other).id).toBe(parts(one) === parts(other));
    }),
  );
  const cut = { scope: 'a', method: 'b', path: 'c', key: 'd' };
  expect(recordNames(cut).id).not.toBe(recordNames({ ...cut, scope: 'ab', method: '' }).id);
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
  expect(addressId(request)).toBe(recordNames(request).id);
  expect(addressId({ ...request, method: 'post', path: '/pay/?x' })).toBe(recordNames(request).id);
  expect(addressId({ id: recordNames(request).id })).toBe(recordNames(request).id);
});

test('a part with a lone surrogate has no id of its own and is refused', () => {
  for (const address of [{ key: '\ud800' }, { key: 'k', scope: 'a\udc00' }]) {
    expect(() => addressId(address)).toThrow(TypeError);
  }
});
