'use strict';

const fc = require('fast-check');

const {
  hasOneSpelling,
  identityPath,
  targetPath,
} = require('../../../lib/identity/path-identity.js');

describe('the path of a request target', () => {
  test.each([
    ['/', '/'],
    ['/a', '/a'],
    ['/a/', '/a/'],
    ['/a//', '/a//'],
    ['/a?b=/c/', '/a'],
    ['/a#b?c', '/a'],
    ['/?a', '/'],
    ['', ''],
    ['//host/a', '//host/a'],
    ['http://host/a', '/a'],
    ['HTTPS://user:pass@host:1/a/?b', '/a/'],
    ['http://host', '/'],
    ['http://host?a', '/'],
    ['http://[::1]:80/a', '/a'],
    ['*', '*'],
  ])('%j is %j', (target, path) => {
    expect(targetPath(target)).toBe(path);
  });
});

describe('the path that goes into an id', () => {
  test.each([
    ['/a', '/a'],
    ['/a/', '/a'],
    ['/a//', '/a/'],
    ['/', '/'],
    ['/Cancel', '/cancel'],
    ['/a%2Db%7e', '/a-b~'],
    ['/%41', '/a'],
    ['/a%2fb', '/a%2fb'],
    ['/%C3%A9', '/%c3%a9'],
    ['/\u00c9', '/\u00e9'],
    ['/100%', '/100%'],
    ['/\ud800', '/\ufffd'],
  ])('is of %j %j', (path, wanted) => {
    expect(identityPath(path)).toBe(wanted);
  });

  test.each([
    [{ strict: true }, '/Cancel/', '/cancel/'],
    [{ caseSensitive: true }, '/Cancel/', '/Cancel'],
    [{ caseSensitive: true }, '/%c3%a9%2d', '/%C3%A9-'],
    [{ strict: true, caseSensitive: true }, '/Cancel/', '/Cancel/'],
  ])('is under %j of %j %j', (routing, path, wanted) => {
    expect(identityPath(path, routing)).toBe(wanted);
  });

  const path = fc
    .array(fc.constantFrom('/', 'a', 'A', '%', '2', 'd', 'D', '.', '\u00e9', '\ud800'), {
      maxLength: 12,
    })
    .map((characters) => `/${characters.join('')}`);
  const routing = fc.record({ strict: fc.boolean(), caseSensitive: fc.boolean() });

  test('is the same in upper and lower case, unless case counts', () => {
    fc.assert(
      fc.property(path, fc.boolean(), (text, strict) => {
        expect(identityPath(text.toUpperCase(), { strict })).toBe(
          identityPath(text.toLowerCase(), { strict }),
        );
      }),
    );
  });

  test('is the path itself where it has one spelling only', () => {
    fc.assert(
      fc.property(path, routing, (text, settings) => {
        fc.pre(hasOneSpelling(text));
        expect(identityPath(text, settings)).toBe(text);
      }),
    );
  });

  test('is well-formed text for any URL that the app has rewritten', () => {
    fc.assert(
      fc.property(path, routing, (text, settings) => {
        expect(identityPath(text, settings).isWellFormed()).toBe(true);
      }),
    );
  });
});
