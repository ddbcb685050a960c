'use strict';

const { boundaryOf, kindOfBytes, withoutMark } = require('../../../lib/fingerprint/media-type.js');

const requestOf = (type) => ({ headers: { 'content-type': type } });

describe('the boundary of a multipart type', () => {
  test.each([
    ['multipart/form-data; boundary=b', 'b'],
    ['multipart/form-data; boundary = b', 'b'],
    ['multipart/form-data ;\tboundary =\t"b" ; x=y', 'b'],
    ['multipart/form-data; boundary="a\\b\\"c\\\\"', 'ab"c\\'],
    ['multipart/form-data; x="; boundary=no"; boundary=b', 'b'],
    ['multipart/form-data;; boundary=b;', 'b'],
    [`multipart/form-data; boundary=${'b'.repeat(70)}`, 'b'.repeat(70)],
  ])('%j is %j', (type, boundary) => {
    expect(boundaryOf(requestOf(type))).toBe(boundary);
    expect(kindOfBytes(requestOf(type))).toBe('multipart');
  });

  test.each([
    ['multipart/form-data'],
    ['multipart/form-data; boundary='],
    ['multipart/form-data; boundary=""'],
    ['multipart/form-data; boundary="b'],
    ['multipart/form-data; boundary=b; boundary=c'],
    ['multipart/form-data; boundary=b c'],
    ['multipart/form-data; x="boundary=b"'],
    ['multipart/form-data; boundaries=b'],
    [`multipart/form-data; boundary=${'b'.repeat(71)}`],
  ])('%j names no boundary', (type) => {
    expect(boundaryOf(requestOf(type))).toBe('');
    expect(kindOfBytes(requestOf(type))).toBe('bytes');
  });
});

test('a byte order mark is taken off once', () => {
  const marked = Buffer.from('\ufeff\ufeff{}');
  expect(withoutMark(marked)).toEqual(Buffer.from('\ufeff{}'));
  expect(withoutMark('\ufeff{}')).toBe('{}');
  for (const text of ['{}', '', '\u00ef{}']) {
    expect(withoutMark(text)).toBe(text);
    expect(withoutMark(Buffer.from(text))).toEqual(Buffer.from(text));
  }
});
