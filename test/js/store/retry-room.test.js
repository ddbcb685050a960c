'use strict';

const { RetryRoom, takeBatch } = require('../../../lib/store/retry-room.js');

const KIB = 1024;
const MIB = 1024 * KIB;

/** A task that can do with ten bytes. */
const shrinkable = (bytes) => ({ bytes, shrink: jest.fn(() => 10) });
const bytesOf = (room) => [...room].map(({ bytes }) => bytes);

describe('a room', () => {
  test('has a place for so many tasks, and again when one has gone', () => {
    const room = new RetryRoom({ maxTasks: 2 });
    const [first, second, third] = [{ bytes: 0 }, { bytes: 0 }, { bytes: 0 }];
    expect([room.add(first), room.add(second), room.add(third)]).toEqual([true, true, false]);
    expect(room.remove(first)).toBe(true);
    expect(room.remove(first)).toBe(false);
    expect(room.add(third)).toBe(true);
    expect([...room]).toEqual([second, third]);
  });

  test('takes the bytes of its largest task when it has too many, and keeps every task', () => {
    const room = new RetryRoom({ maxBytes: 1000 });
    const tasks = [300, 600, 200].map(shrinkable);
    for (const task of tasks) expect(room.add(task)).toBe(true);
    expect(bytesOf(room)).toEqual([300, 10, 200]);
    expect(tasks.map(({ shrink }) => shrink)).toEqual([
      expect.any(Function),
      undefined,
      expect.any(Function),
    ]);
  });

  test('goes on with the next largest until the bytes are few enough', () => {
    const room = new RetryRoom({ maxBytes: 1000 });
    for (const bytes of [400, 500, 990]) room.add(shrinkable(bytes));
    expect(bytesOf(room)).toEqual([400, 500, 10]);
    room.add({ bytes: 900 });
    expect(bytesOf(room)).toEqual([10, 10, 10, 900]);
  });

  test('keeps a task that needs all its bytes even where they are too many', () => {
    const room = new RetryRoom({ maxBytes: 1000 });
    expect(room.add({ bytes: 5000 })).toBe(true);
    expect(bytesOf(room)).toEqual([5000]);
  });

  test('has room again for the bytes of a task that has gone', () => {
    const room = new RetryRoom({ maxBytes: 1000 });
    const first = shrinkable(900);
    room.add(first);
    room.remove(first);
    room.add(shrinkable(900));
    expect(bytesOf(room)).toEqual([900]);
  });
});

describe('a batch', () => {
  const sizesOf = (tasks) => {
    const batches = [];
    while (tasks.length > 0) batches.push(takeBatch(tasks).length);
    return batches;
  };
  const some = (count, bytes) => Array.from({ length: count }, () => ({ bytes }));

  test('has five hundred small tasks at most', () => {
    expect(sizesOf(some(1250, KIB))).toEqual([500, 500, 250]);
  });

  test('has sixteen MiB at most', () => {
    expect(sizesOf(some(40, MIB))).toEqual([16, 16, 8]);
  });

  test('has one task that is larger than that, alone', () => {
    expect(sizesOf([...some(1, 64 * MIB), ...some(2, 1), ...some(1, 64 * MIB)])).toEqual([1, 2, 1]);
  });
});
