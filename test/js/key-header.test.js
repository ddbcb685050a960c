'use strict';

const { keyOf } = require('../../lib/key-header.js');

const NAME = 'idempotency-key';

/** A request with these lines of the header, as Node gives it. */
function requestWith(...lines) {
  return {
    headers: lines.length === 0 ? {} : { [NAME]: lines.join(', ') },
    rawHeaders: ['Host', 'x', ...lines.flatMap((line) => ['Idempotency-Key', line])],
  };
}

const keyFrom = (lines, pattern) => keyOf(requestWith(...lines), NAME, pattern);
const invalid = expect.objectContaining({ code: 'INVALID_IDEMPOTENCY_KEY', status: 400 });

test('a request without the header has no key', () => {
  expect(keyFrom([])).toBeUndefined();
});

test.each([
  ['abc', 'abc'],
  ['A-Z_09', 'A-Z_09'],
  ['k'.repeat(255), 'k'.repeat(255)],
  ['"abc"', 'abc'],
  ['  "abc" ', 'abc'],
  ['"with space, comma"', 'with space, comma'],
  [String.raw`"a\"b\\c"`, String.raw`a"b\c`],
  [`"${'k'.repeat(255)}"`, 'k'.repeat(255)],
])('%s is the key %s', (line, key) => {
  expect(keyFrom([line])).toBe(key);
});

test.each([
  [''],
  ['""'],
  ['"'],
  ['"abc'],
  ['abc"'],
  ['a b'],
  ['a,b'],
  ['a;b'],
  ['käse'],
  ['"käse"'],
  [String.raw`"a\b"`],
  ['"a" "b"'],
  ['"a", "b"'],
  ['k'.repeat(256)],
  [`"${'k'.repeat(256)}"`],
  ['\u0000'],
])('%j is refused', (line) => {
  expect(() => keyFrom([line])).toThrow(invalid);
});

test.each([[['a', 'b']], [['a', 'a']], [['"a"', '"b"']], [['"a', 'b"']]])(
  'the two lines %j are refused',
  (lines) => {
    expect(() => keyFrom(lines)).toThrow(invalid);
    expect(() => keyFrom(lines, /./)).toThrow(invalid);
  },
);

test('a request without raw headers is taken at its word', () => {
  expect(keyOf({ headers: { [NAME]: '"a b"' } }, NAME)).toBe('a b');
});

describe('a pattern of the app', () => {
  test('is asked of both forms', () => {
    const pattern = /^order-\d+$/;
    expect(keyFrom(['order-1'], pattern)).toBe('order-1');
    expect(keyFrom(['"order-1"'], pattern)).toBe('order-1');
    for (const line of ['abc', '"abc"']) expect(() => keyFrom([line], pattern)).toThrow(invalid);
  });

  test('widens what a bare key may hold', () => {
    expect(keyFrom(['a.b:c'], /^[\w.:]+$/)).toBe('a.b:c');
    expect(() => keyFrom(['a.b:c'])).toThrow(invalid);
  });
});

test('another header may hold the key', () => {
  const request = { headers: { 'x-key': 'abc' }, rawHeaders: ['X-Key', 'abc'] };
  expect(keyOf(request, 'x-key')).toBe('abc');
  expect(keyOf(request, NAME)).toBeUndefined();
});
