'use strict';

const fc = require('fast-check');

const { decodeResponse, encodeResponse } = require('../../../lib/result/stored-response.js');

const name = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,20}$/);
const value = fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]{0,40}$/);
const response = fc.record({
  status: fc.integer({ min: 200, max: 999 }),
  reason: fc.stringMatching(/^[\x20-\x7e\x80-\xff]{0,20}$/),
  headers: fc.uniqueArray(
    fc.tuple(name, fc.oneof(value, fc.array(value, { minLength: 2, maxLength: 4 }))),
    { maxLength: 8, selector: ([each]) => each },
  ),
  chunks: fc.array(fc.uint8Array({ maxLength: 50 }).map(Buffer.from), { maxLength: 4 }),
});

test('every response comes back as it was', () => {
  fc.assert(
    fc.property(response, (given) => {
      const { body, ...head } = decodeResponse(encodeResponse(given));
      expect({ ...head, chunks: [body] }).toEqual({
        ...given,
        chunks: [Buffer.concat(given.chunks)],
      });
    }),
  );
});

test('a body is a view of the payload, and may look like a head', () => {
  const chunks = [Buffer.from('\n\nSet-Cookie: a=b\n\n')];
  const payload = encodeResponse({ status: 200, reason: 'OK', headers: [], chunks });
  const { body } = decodeResponse(payload);
  expect(body.equals(chunks[0])).toBe(true);
  expect(body.buffer).toBe(payload.buffer);
});

test.each([
  ['nothing', ''],
  ['a payload of another kind', 'j{"a":1}\n\n'],
  ['no end of the head', 'r200 OK\nETag: "7"\n'],
  ['no status', 'r\n\nbody'],
  ['an interim status', 'r101 Switching Protocols\n\n'],
  ['a status of four digits', 'r2000 OK\n\n'],
  ['a reason with a line end', 'r200 OK\rX: y\n\n'],
  ['a header without a name', 'r200 OK\n: x\n\n'],
  ['a header without a value', 'r200 OK\nETag\n\n'],
  ['a name that is none', 'r200 OK\nE Tag: "7"\n\n'],
  ['a value that splits the response', 'r200 OK\nETag: a\rSet-Cookie: b\n\n'],
  ['a value with a NUL', 'r200 OK\nETag: a\0b\n\n'],
])('%s is no stored response', (what, text) => {
  expect(decodeResponse(Buffer.from(text, 'latin1'))).toBeUndefined();
});

test('every decoded response can be sent, from any bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 60 });
  fc.assert(
    fc.property(bytes, (tail) => {
      const found = decodeResponse(
        Buffer.concat([Buffer.from('r200 '), tail, Buffer.from('\n\n')]),
      );
      for (const each of [found?.reason ?? '', ...(found?.headers ?? []).flat(2)]) {
        expect(each).toMatch(/^[\t\x20-\x7e\x80-\xff]*$/);
      }
    }),
  );
});
