'use strict';

const { WaitingCalls } = require('../../../../lib/store/native/waiting-calls');

/** Begins to wait for `count` calls and gives their ids. */
function waitFor(waiting, count) {
  return Array.from({ length: count }, () => {
    const id = waiting.nextId();
    waiting.wait(id);
    return id;
  });
}

test('an answer finds the call that waits for it, once', async () => {
  const waiting = new WaitingCalls();
  const id = waiting.nextId();
  const answer = waiting.wait(id);
  expect(waiting.size).toBe(1);
  waiting.take(id).resolve('answer');
  await expect(answer).resolves.toBe('answer');
  expect(waiting.take(id)).toBeUndefined();
  expect(waiting.size).toBe(0);
});

test('an answer for another call of the same place finds no call', () => {
  const waiting = new WaitingCalls();
  const [id] = waitFor(waiting, 1);
  for (const distance of [64, 128, 2 ** 31]) {
    expect(waiting.take((id + distance) >>> 0)).toBeUndefined();
  }
  expect(waiting.take(id).id).toBe(id);
});

test('any number of calls wait, each under an id of its own', () => {
  const waiting = new WaitingCalls();
  const ids = waitFor(waiting, 10_000);
  expect(new Set(ids).size).toBe(10_000);
  expect(waiting.size).toBe(10_000);
  for (const id of ids) expect(waiting.take(id).id).toBe(id);
  expect(waiting.size).toBe(0);
});

test('a call that waits for long holds up no other', () => {
  const waiting = new WaitingCalls();
  const [long] = waitFor(waiting, 1);
  const seen = new Set([long]);
  for (let i = 0; i < 1000; i++) {
    const [id] = waitFor(waiting, 1);
    expect(seen.has(id)).toBe(false);
    seen.add(id);
    expect(waiting.take(id).id).toBe(id);
  }
  expect(waiting.take(long).id).toBe(long);
});
