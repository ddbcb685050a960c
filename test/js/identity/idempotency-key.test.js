'use strict';

const { keyReader } = require('../../../lib/identity/idempotency-key.js');

const NAME = 'idempotency-key';

/** A request with these lines of the header, as Node gives it. */
function requestWith(...lines) {
  return {
    headers: lines.length === 0 ? {} : { [NAME]: lines.join(', ') },
    rawHeaders: ['Host', 'x', ...lines.flatMap((line) => ['Idempotency-Key', line])],
  };
}

const readWith = (options, request) =>
  keyReader({ headerName: 'Idempotency-Key', ...options })(request);
const keyFrom = (lines, keyPattern) => readWith({ keyPattern }, requestWith(...lines));
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
  expect(readWith({}, { headers: { [NAME]: '"a b"' } })).toBe('a b');
});

describe('a pattern of the app', () => {
  test('is asked of both forms', () => {
    const pattern = /^order-\d+$/;
    expect(keyFrom(['order-1'], pattern)).toBe('order-1');
    expect(keyFrom(['"order-1"'], pattern)).toBe('order-1');
    for (const line of ['abc', '"abc"']) expect(() => keyFrom([line], pattern)).toThrow(invalid);
  });

  test('allows more characters in a bare key', () => {
    expect(keyFrom(['a/b+c'], /^[\w/+]+$/)).toBe('a/b+c');
    expect(() => keyFrom(['a/b+c'])).toThrow(invalid);
  });
});

test('another header may hold the key', () => {
  const request = { headers: { 'x-key': 'abc' }, rawHeaders: ['X-Key', 'abc'] };
  expect(readWith({ headerName: 'X-Key' }, request)).toBe('abc');
  expect(readWith({}, request)).toBeUndefined();
});

describe('strict syntax', () => {
  const strict = (...lines) => readWith({ keySyntax: 'strict' }, requestWith(...lines));

  // Every character that RFC 8941 section 3.3.3 lets into a String, in its one spelling.
  test('takes the whole grammar of a String', () => {
    const all = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 0x20 + i));
    const quoted = `"${all.replace(/["\\]/g, '\\$&')}"`;
    expect(strict(quoted)).toBe(all);
    expect(strict('  "k"')).toBe('k');
    expect(strict()).toBeUndefined();
  });

  test.each([
    ['a token', 'abc'],
    ['a token with a star', '*abc'],
    ['an integer', '42'],
    ['a decimal', '4.2'],
    ['a byte sequence', ':a2V5:'],
    ['a boolean', '?1'],
    ['a date', '@1659578233'],
    ['a display string', '%"k%c3%a9"'],
    ['an inner list', '("k")'],
    ['a list', '"k", "l"'],
    ['a parameter', '"k";a=1'],
    ['a parameter without a value', '"k";a'],
    ['an open parameter', '"k";'],
    ['an empty String', '""'],
    ['a String in single quotes', "'k'"],
    ['a control character', '"a\u007f"'],
    ['a letter that is not ASCII', '"k\u00e9"'],
  ])('refuses %s', (name, line) => {
    expect(() => strict(line)).toThrow(invalid);
  });

  test('refuses two lines', () => {
    expect(() => strict('"a', 'b"')).toThrow(invalid);
  });

  test('asks the pattern of the text in the quotes', () => {
    const options = { keySyntax: 'strict', keyPattern: /^[a-z]+$/ };
    expect(readWith(options, requestWith('"abc"'))).toBe('abc');
    for (const line of ['abc', '"ABC"'])
      expect(() => readWith(options, requestWith(line))).toThrow(invalid);
  });
});

describe('a source of the app', () => {
  const readBody = (key, options) =>
    readWith(
      { keySource: (req) => req.body.key, ...options },
      { ...requestWith('x'), body: { key } },
    );

  test('takes the place of the header, by the same rules', () => {
    expect(readBody('abc')).toBe('abc');
    expect(readBody('"a b"')).toBe('a b');
    expect(readBody(undefined)).toBeUndefined();
    expect(readBody('a/b', { keyPattern: /^[a-z/]+$/ })).toBe('a/b');
  });

  test.each([[''], ['a b'], ['a/b'], ['\ud800'], [null], [42], [true], [['abc']], [{}]])(
    '%j in it is refused',
    (key) => expect(() => readBody(key)).toThrow(invalid),
  );

  test('wants quotes too where the syntax is strict', () => {
    expect(readBody('"abc"', { keySyntax: 'strict' })).toBe('abc');
    expect(() => readBody('abc', { keySyntax: 'strict' })).toThrow(invalid);
  });

  test('fails as it throws, and is told not to be async', () => {
    const thrown = new Error('no body');
    const failing = () => {
      throw thrown;
    };
    expect(() => readWith({ keySource: failing }, requestWith())).toThrow(thrown);
    expect(() => readBody(Promise.resolve('abc'))).toThrow(TypeError);
    expect(() => readBody(Promise.reject(new Error('unheard')))).toThrow(TypeError);
  });
});
