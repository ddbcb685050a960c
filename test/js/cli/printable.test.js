'use strict';

const fc = require('fast-check');

const { jsonLine, printable, printableText } = require('../../../lib/cli/printable.js');

const anyText = fc.string({ unit: 'binary', maxLength: 40 });
const withLone = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/u;

describe('printable', () => {
  test('names control characters of both halves, and those that turn a text around', () => {
    expect(printable('a\u001b[2J\u009b\u202e\u2028é€😀\t')).toBe(
      String.raw`a\u{1b}[2J\u{9b}\u{202e}\u{2028}é€😀\u{9}`,
    );
  });

  test('leaves no character that a terminal could obey', () => {
    fc.assert(fc.property(fc.oneof(anyText, withLone), (text) => !UNSAFE.test(printable(text))));
  });

  test('keeps lines and tabs of a text', () => {
    expect(printableText('a\r\nb\tc\r\u001b')).toBe(String.raw`a${'\n'}b${'\t'}c\u{d}\u{1b}`);
  });
});

describe('jsonLine', () => {
  test('is the same value in one line that a terminal does not obey', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, withLone), (text) => {
        const line = jsonLine({ text });
        return !UNSAFE.test(line) && JSON.parse(line).text === text;
      }),
    );
  });
});
