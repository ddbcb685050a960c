'use strict';

const { createHash } = require('node:crypto');
const fc = require('fast-check');

const { addressId, addressNames, recordNames } = require('../../../lib/identity/record-id.js');

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

test('the address of a request has its id', () => {
  const request = { scope: 's', method: 'POST', path: '/pay', key: 'k' };
  expect(addressId(request)).toBe(recordNames(request).id);
  expect(addressId({ ...request, method: 'post', path: '/pay/?x' })).toBe(recordNames(request).id);
  expect(addressId({ id: recordNames(request).id })).toBe(recordNames(request).id);
});

test('the path of an address may be in any spelling that the app routes alike', () => {
  const id = addressId({ key: 'k', path: '/pay/ab%2fc' });
  for (const path of ['/Pay/AB%2Fc/', 'http://host/pay/%61b%2fc?x#y']) {
    expect(addressId({ key: 'k', path })).toBe(id);
  }
  expect(addressId({ key: 'k', path: '/Pay/ab%2Fc', caseSensitive: true })).not.toBe(id);
  expect(addressId({ key: 'k', path: '/pay/ab%2fc/', strict: true })).not.toBe(id);
  expect(addressId({ key: 'k', path: '/pay/ab%2fc', strict: true, caseSensitive: false })).toBe(id);
});

test('the spelling of an address is its path where the id holds another form of it', () => {
  const spellingOf = (path, more) => addressNames({ key: 'k', path, ...more }).spelling;
  expect(spellingOf('/pay/')).toBe('');
  expect(spellingOf('/Pay/')).toBe('/Pay');
  expect(spellingOf('/Pay', { caseSensitive: true })).toBe('');
  expect(spellingOf('/pay/', { strict: true })).toBe('');
});

test.each([
  [{ strict: 1 }],
  [{ caseSensitive: 'yes' }],
  [{ path: '/\ud800' }],
  [{ method: 'a\udc00' }],
])('an address with %p is a TypeError', (more) =>
  expect(() => addressId({ key: 'k', ...more })).toThrow(TypeError),
);

test('a part with a lone surrogate has no id of its own and is refused', () => {
  for (const address of [{ key: '\ud800' }, { key: 'k', scope: 'a\udc00' }]) {
    expect(() => addressId(address)).toThrow(TypeError);
  }
});
