'use strict';

const { generateCase } = require('./differential/generate');
const { DOCUMENTED } = require('./differential/differences');
const { readAnswer } = require('./differential/read-answer');
const { readText } = require('../helpers/project');

describe('the differential fuzzer', () => {
  const flat = (text) => text.replaceAll(/\s+/g, ' ');

  test.each(Object.entries(DOCUMENTED))('lets the docs allow "%s"', (name, [page, sentence]) => {
    expect(flat(readText(page))).toContain(flat(sentence));
  });

  test('makes the same case of the same seed, and another of the next', () => {
    const seeds = Array.from({ length: 200 }, (_, i) => `7:${i}`);
    const texts = seeds.map((seed) => JSON.stringify(generateCase(seed)));
    expect(seeds.map((seed) => JSON.stringify(generateCase(seed)))).toEqual(texts);
    expect(new Set(texts).size).toBe(seeds.length);
  });

  describe('reads an answer', () => {
    const read = (text, method = 'POST', ended = false) =>
      readAnswer(Buffer.from(text, 'latin1'), method, ended);

    test.each([
      ['a known length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab', 'ab'],
      [
        'chunks',
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n',
        'ab',
      ],
      ['hints before it', 'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n', ''],
    ])('as complete at its last byte, and not before, with %s', (name, text, body) => {
      expect(read(text)).toMatchObject({ isComplete: true });
      expect(`${read(text).body}`).toBe(body);
      expect(read(text.slice(0, -1)).isComplete).toBe(false);
    });

    test('without a length as complete when the connection ends', () => {
      const text = 'HTTP/1.1 200 OK\r\n\r\nab';
      expect(read(text).isComplete).toBe(false);
      expect(`${read(text, 'POST', true).body}`).toBe('ab');
      expect(read(text, 'POST', true).isComplete).toBe(true);
    });

    test('as one with bytes beyond its end', () => {
      const text = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc';
      expect(`${read(text).rest}`).toBe('c');
    });
  });
});
