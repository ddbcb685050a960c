'use strict';

const { generateIdempotencyKey } = require('../../../client/index.js');
const { alarm, stopwatch } = require('../../../client/clock.js');
const { digestOf } = require('../../../client/content-digest.js');
const { keyReader } = require('../../../lib/identity/idempotency-key.js');

describe('a key of the client', () => {
  const keyOf = keyReader({ headerName: 'Idempotency-Key' });
  const { randomUUID } = crypto;
  afterEach(() => {
    crypto.randomUUID = randomUUID;
    jest.restoreAllMocks();
  });

  function expectKeys(pattern) {
    const math = jest.spyOn(Math, 'random');
    const keys = Array.from({ length: 1000 }, generateIdempotencyKey);
    expect(new Set(keys).size).toBe(1000);
    for (const key of keys) {
      expect(key).toMatch(pattern);
      expect(keyOf({ headers: { 'idempotency-key': key } })).toBe(key);
    }
    expect(math).not.toHaveBeenCalled();
  }

  test('is a UUIDv4', () => {
    expectKeys(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('is as random without randomUUID(), which a page without HTTPS does not have', () => {
    crypto.randomUUID = undefined;
    expectKeys(/^\d+(-\d+){3}$/);
  });
});

describe('the digest of a content', () => {
  const form = (...entries) => {
    const data = new FormData();
    for (const entry of entries) data.append(...entry);
    return data;
  };
  const file = (text, name, lastModified = 1) => new File([text], name, { lastModified });
  const bytes = (...values) => new Uint8Array(values);
  const KINDS = {
    strings: ['a', 'b', '', 'aa', 'a ', 'A'],
    numbers: [0, 1, -1, 1.5, '1'],
    'absent and empty': [undefined, null, '', {}],
    objects: [
      { a: 1 },
      { a: 2 },
      { a: '1' },
      { b: 1 },
      { a: 1, b: 1 },
      { a: { a: 1 } },
      { a: [1] },
    ],
    lists: [[], [1], [1, 2], [2, 1], [[1], 2], ['1']],
    forms: [
      form(),
      form(['a', '1']),
      form(['a', '2']),
      form(['a', '1'], ['a', '1']),
      form(['b', '1']),
    ],
    'search parameters': [
      new URLSearchParams('a=1'),
      new URLSearchParams('a=2'),
      new URLSearchParams(),
    ],
    files: [file('a', 'a.txt'), file('ab', 'a.txt'), file('a', 'b.txt'), file('a', 'a.txt', 2)],
    'forms with files': [form(['f', file('a', 'a.txt')]), form(['f', file('ab', 'a.txt')])],
    bytes: [bytes(1), bytes(2), bytes(1, 2), bytes(), bytes(1, 2, 3).subarray(1, 3)],
    buffers: [bytes(1).buffer, bytes(2).buffer, bytes(1, 1).buffer],
    'bytes inside of objects': [{ a: bytes(1) }, { a: bytes(2) }],
    'maps and sets': [new Map([['a', 1]]), new Map([['a', 2]]), new Set([1]), new Set([2])],
    'empty files': [file('', 'a.txt'), file('', 'b.txt')],
    'Blobs of one size': [new Blob(['10']), new Blob(['20']), new Blob(['10'], { type: 'a/b' })],
    'requests, which nobody reads': [new Request('http://a/'), new Request('http://a/')],
    'data with names of bytes and Blobs': [
      { byteLength: 1, amount: 5 },
      { byteLength: 1, amount: 6 },
      { arrayBuffer: 1, amount: 5 },
      { arrayBuffer: 1, amount: 6 },
    ],
    'shared bytes': [new SharedArrayBuffer(1), new SharedArrayBuffer(2)],
    views: [new DataView(bytes(1).buffer), new DataView(bytes(2).buffer)],
    'large integers': [{ a: 10n }, { a: 11n }, { a: 10 }],
    dates: [new Date(1), new Date(2)],
  };

  test.each(Object.entries(KINDS))('tells %s apart', (_, contents) => {
    expect(new Set(contents.map(digestOf)).size).toBe(contents.length);
  });

  test.each([
    ['a form', () => form(['a', '1'], ['f', file('a', 'a.txt')])],
    ['an object', () => ({ a: [1, { b: 2 }] })],
    ['a list of bytes', () => [bytes(1, 2)]],
    ['a form without its file', () => form(['f', file('', '', Math.random() * 1e12)])],
  ])('is the same for %s that is made anew', (_, make) => {
    expect(digestOf(make())).toBe(digestOf(make()));
  });

  test('is the same for one Blob', () => {
    const blob = new Blob(['10']);
    expect(digestOf({ blob })).toBe(digestOf({ blob }));
  });

  test('is another one for each of 20,000 texts that differ in one or two places', () => {
    const digests = new Set();
    for (let i = 0; i < 20_000; i++) digests.add(digestOf(`{"name":"Ann","amount":${i}}`));
    expect(digests.size).toBe(20_000);
  });
});

describe('a clock of the client', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('tells the longer of the two times, and time before it was made', () => {
    const passed = stopwatch();
    const older = stopwatch(Date.now() - 500);
    jest.advanceTimersByTime(1000);
    expect([passed(), older()]).toEqual([1000, 1500]);
    jest.setSystemTime(Date.now() + 5000);
    expect(passed()).toBe(6000);
    jest.setSystemTime(0);
    expect(passed()).toBe(1000);
  });

  test('rings once, at the earlier of its time and the signal', () => {
    const rung = jest.fn();
    const controller = new AbortController();
    alarm(1000, controller.signal, rung);
    jest.advanceTimersByTime(999);
    expect(rung).not.toHaveBeenCalled();
    controller.abort();
    jest.advanceTimersByTime(5000);
    expect(rung).toHaveBeenCalledTimes(1);
  });

  test('does not ring once it is stopped', () => {
    const rung = jest.fn();
    const controller = new AbortController();
    alarm(1000, controller.signal, rung)();
    controller.abort();
    jest.advanceTimersByTime(5000);
    expect(rung).not.toHaveBeenCalled();
  });
});
