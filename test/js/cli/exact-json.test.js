'use strict';

const fc = require('fast-check');

const { exactJson } = require('../../../lib/cli/exact-json.js');
const { jsonValues } = require('../fingerprint/json-values.js');

describe('exactJson()', () => {
  test.each([
    '9223372036854775807',
    '-9223372036854775808',
    '1.0',
    '1.50',
    '-0',
    '1E3',
    '1e+400',
    '0.1000000000000000055511151231257827',
  ])('writes %s as it came', (number) => {
    const text = `{\n  "a": [\n    ${number}\n  ],\n  "b": ${number}\n}`;
    const { value, write } = exactJson(text);
    expect(write(value)).toBe(text);
    expect(JSON.stringify(value.a[0])).not.toBe(number);
  });

  test('reads every other number as a number', () => {
    expect(exactJson('[0, -1, 1.5, 422, 9007199254740991]').value).toEqual([
      0, -1, 1.5, 422, 9007199254740991,
    ]);
  });

  test('gives the value of every JSON text, whatever its spaces', () => {
    const same = fc.property(jsonValues, fc.constantFrom(0, 2, '\t', '\r\n '), (value, space) => {
      const { value: read, write } = exactJson(JSON.stringify(value, null, space));
      expect(write(read)).toBe(JSON.stringify(value, null, 2));
    });
    fc.assert(same, { numRuns: 2000 });
  });

  test.each([
    ['numbers in a text', String.raw`["1.0 \" 2.0", "\\", 3]`],
    ['spaces in a text', '["a  b"]'],
    ['a name that looks like a number', '{"1.0":1}'],
  ])('leaves %s alone', (_, text) => {
    expect(exactJson(text).value).toEqual(JSON.parse(text));
  });

  test('reads a name with escapes that are not needed, as PHP writes them', () => {
    const { value, write } = exactJson(String.raw`{"\/orders" : {"\u0061" : 1}, "\/order":2}`);
    expect(value).toEqual({ '/orders': { a: 1 }, '/order': 2 });
    expect(write(value)).toBe(JSON.stringify(value, null, 2));
  });

  test.each(['', '{1.0: 2}', '[01]', '[1.]', '[1 2]', '["a]', "['a']", '[1,]', 'openapi: 3.1.0'])(
    'refuses %j',
    (text) => {
      expect(() => exactJson(text)).toThrow(SyntaxError);
    },
  );

  test('reads a text of millions of escapes', () => {
    const long = '\n"'.repeat(2 ** 20);
    expect(exactJson(JSON.stringify([long])).value).toEqual([long]);
  });
});
