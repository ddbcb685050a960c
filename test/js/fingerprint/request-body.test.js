'use strict';

const { Readable } = require('node:stream');
const { text } = require('node:stream/consumers');

const { captureRawBody } = require('onceonly');

const { digest } = require('../../../lib/fingerprint/canonical.js');
const { requestContent, valueContent } = require('../../../lib/fingerprint/request-body.js');

const NONE = { kind: 'none', body: '' };
const unread = { readableDidRead: false, readableEnded: false };
const read = { readableDidRead: true, readableEnded: true };

/** A request of `length` bytes, as it is when a handler runs. */
function requestOf({ length = 2, type = 'application/json', ...fields }) {
  const headers = { 'content-type': type, ...(length > 0 && { 'content-length': `${length}` }) };
  return { headers, ...read, ...fields };
}

describe('the content of a request', () => {
  test.each([
    ['a parsed object', { body: { a: 1 } }, { kind: 'json', body: '{"a":1}' }],
    ['a parsed array', { body: [] }, { kind: 'json', body: '[]' }],
    ['an empty object that was sent', { body: {} }, { kind: 'json', body: '{}' }],
    ['a parsed null', { body: null }, { kind: 'json', body: 'null' }],
    ['text', { type: 'text/plain', body: 'a=1' }, { kind: 'bytes', body: 'a=1' }],
    ['the string that JSON stands for', { body: 'a"' }, { kind: 'json', body: '"a\\""' }],
    [
      'bytes, as a parser leaves them',
      { type: 'image/png', body: Buffer.from('ab') },
      { kind: 'bytes', body: Buffer.from('ab'), boundary: '', isRaw: true },
    ],
    [
      'bytes of JSON, as a parser leaves them',
      { body: Buffer.from('{}') },
      { kind: 'json', body: Buffer.from('{}'), boundary: '', isRaw: true },
    ],
    ['no body', { length: 0, body: undefined }, NONE],
    ['the {} of Express 4 for no body', { length: 0, body: {} }, NONE],
    [
      'a body that the app made up',
      { length: 0, body: { a: 1 } },
      { kind: 'json', body: '{"a":1}' },
    ],
  ])('%s', (_, fields, wanted) => {
    expect(requestContent(requestOf(fields), 0)).toEqual(wanted);
  });

  test.each([
    ['application/json', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['application/vnd.api+json', 'json'],
    ['Application/JSON', 'json'],
    ['text/plain', 'bytes'],
    ['application/jsonp', 'bytes'],
    ['text/plain; note=application/json', 'bytes'],
    ['', 'bytes'],
    ['application/x-www-form-urlencoded', 'form'],
    ['Application/X-WWW-Form-Urlencoded; charset=utf-8', 'form'],
    ['multipart/form-data', 'bytes'],
    ['multipart/form-data; boundary=', 'bytes'],
    ['multipart/mixed; boundary=b', 'bytes'],
  ])('captured bytes of type %j are %s', (type, kind) => {
    const request = requestOf({ type, body: { parsed: true } });
    const body = Buffer.from('{ }');
    captureRawBody(request, {}, body);
    expect(requestContent(request, 0)).toEqual({ kind, body, boundary: '', isRaw: true });
    expect(requestContent(request, 0).body).toBe(body);
  });

  test('the bytes as sent are found through an object that inherits from the request', () => {
    const request = requestOf({ body: { a: 1 } });
    const bytes = Buffer.from('{"a":1.0}');
    captureRawBody(request, {}, bytes);
    expect(requestContent(Object.create(request), 0).body).toBe(bytes);
  });

  test.each([
    ['multipart/form-data; boundary=b', 'b'],
    ['multipart/form-data; charset=utf-8; boundary="a b"; x=y', 'a b'],
    ['Multipart/Form-Data;BOUNDARY=--b_1', '--b_1'],
  ])('captured bytes of type %j are parts between %j', (type, boundary) => {
    const request = requestOf({ type });
    const body = Buffer.from('--b--');
    captureRawBody(request, {}, body);
    expect(requestContent(request, 0)).toEqual({ kind: 'multipart', boundary, body, isRaw: true });
  });

  test('no captured bytes are no content', () => {
    const request = requestOf({ length: 0, body: {} });
    captureRawBody(request, {}, Buffer.alloc(0));
    expect(requestContent(request, 0)).toEqual(NONE);
  });

  test.each([
    ['that nothing has read', { ...unread }],
    ['that was read and not parsed', { ...read, body: undefined }],
  ])('a body %s is BODY_NOT_READ', (_, fields) => {
    expect(() => requestContent(requestOf(fields), 0)).toThrow(
      expect.objectContaining({ code: 'BODY_NOT_READ', status: 500 }),
    );
    const chunked = { headers: { 'transfer-encoding': 'chunked' }, ...fields };
    expect(() => requestContent(chunked, 0)).toThrow(
      expect.objectContaining({ code: 'BODY_NOT_READ' }),
    );
  });

  test.each([
    ['Express 4', { ...unread, body: {} }],
    ['Express 5', { ...unread, body: undefined }],
  ])('a body that the parsers of %s did not take is UNSUPPORTED_MEDIA_TYPE', (_, fields) => {
    expect(() => requestContent(requestOf(fields), 0)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_MEDIA_TYPE', status: 415 }),
    );
  });

  test.each([
    ['nothing', [], NONE],
    ['bytes', ['{}'], 'BODY_NOT_READ'],
  ])(
    'a chunked body of an adapter that pushes %s when asked is told by its stream',
    async (_, chunks, wanted) => {
      const request = Readable.from(chunks, { objectMode: false });
      Object.assign(request, { headers: { 'transfer-encoding': 'chunked' }, complete: true });
      const told = await Promise.resolve(requestContent(request, 0)).catch(({ code }) => code);
      expect(told).toEqual(wanted);
      expect(await text(request)).toBe(chunks.join(''));
    },
  );

  test('a chunked body whose client leaves before its first byte is not an empty one', async () => {
    const request = new Readable({ read() {} });
    request.headers = { 'transfer-encoding': 'chunked' };
    const told = requestContent(request, 0);
    request.destroy();
    await expect(told).rejects.toThrow(expect.objectContaining({ code: 'BODY_NOT_READ' }));
  });

  test("a request that is not Node's own counts as read", () => {
    const request = { headers: { 'content-length': '7' }, body: { a: 1 } };
    expect(requestContent(request, 0)).toEqual({ kind: 'json', body: '{"a":1}' });
  });
});

describe('the content of a value', () => {
  test.each([
    [undefined, NONE],
    [null, { kind: 'json', body: 'null' }],
    [0, { kind: 'json', body: '0' }],
    ['text', { kind: 'bytes', body: 'text' }],
    [new Uint8Array([1]), { kind: 'bytes', body: new Uint8Array([1]) }],
    [
      { b: 1, a: undefined },
      { kind: 'json', body: '{"b":1}' },
    ],
  ])('%p', (value, wanted) => {
    expect(valueContent(value, 0)).toEqual(wanted);
  });

  test.each([[() => 1], [Symbol('s')], [1n]])('%p is a TypeError', (value) => {
    expect(() => valueContent(value, 0)).toThrow(TypeError);
  });

  // JSON.stringify() of Node 26 has no limit of its own; the digest has one.
  test.each([129, 5000, 100_000])('%i levels are INVALID_BODY', (levels) => {
    const deep = JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    const digestOf = ({ kind, body }) => digest(kind, body, '');
    expect(() => digestOf(valueContent(deep, 0))).toThrow(
      expect.objectContaining({ code: 'INVALID_BODY', status: 400 }),
    );
  });
});

describe('the largest body', () => {
  test.each([
    ['bytes', Buffer.alloc(9), 9],
    ['one byte per character', 'x'.repeat(9), 9],
    ['three bytes per character', '\u20ac'.repeat(3), 9],
    ['four bytes per pair', '\ud83d\ude02'.repeat(2), 8],
    ['JSON', { a: 1 }, 7],
  ])('is counted in bytes for %s', (_, body, bytes) => {
    expect(valueContent(body, bytes).body.length).toBeGreaterThan(0);
    expect(() => valueContent(body, bytes - 1)).toThrow(
      expect.objectContaining({ code: 'BODY_TOO_LARGE', status: 413 }),
    );
    expect(valueContent(body, 0).body.length).toBeGreaterThan(0);
  });
});
