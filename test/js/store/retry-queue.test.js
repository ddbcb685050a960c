'use strict';

const { RetryQueue } = require('../../../lib/store/retry-queue.js');

const { createGate } = require('../../helpers/gate.js');
const { runChild } = require('../../helpers/child.js');
const { until } = require('../../helpers/until.js');

const MINUTE_MS = 60_000;

/** A run that fails a number of times and then succeeds. */
function runAfter(failures) {
  let left = failures;
  return jest.fn(async () => {
    if (left-- > 0) throw new Error('out of reach');
  });
}

/** Adds a task and resolves to what its end is told. */
function keep(retries, task) {
  return new Promise((resolve) => {
    retries.add({ room: 'outcome', forMs: MINUTE_MS, onEnd: resolve, ...task });
  });
}

let retries;
beforeEach(() => {
  retries = new RetryQueue();
});
afterEach(() => retries.close());

test('a task is tried until the store is told, and then forgotten', async () => {
  const run = runAfter(2);
  await expect(keep(retries, { run })).resolves.toBe(true);
  expect(run).toHaveBeenCalledTimes(3);
  expect(run).toHaveBeenCalledWith(expect.any(Number));
  expect(retries.size).toBe(0);
});

test('a task whose time is over ends untold', async () => {
  const run = runAfter(Infinity);
  await expect(keep(retries, { run, forMs: 200 })).resolves.toBe(false);
  expect(retries.size).toBe(0);
});

test('while the store is out of reach one task alone is tried', async () => {
  const runs = [];
  let underWay = 0;
  const run = async () => {
    runs.push((underWay += 1));
    await null;
    underWay -= 1;
    if (runs.length < 3) throw new Error('out of reach');
  };
  const ends = [keep(retries, { run }), keep(retries, { run }), keep(retries, { run })];
  await expect(Promise.all(ends)).resolves.toEqual([true, true, true]);
  expect(runs).toEqual([1, 1, 1, 1, 2]);
});

test('a task that the store never takes holds up no other', async () => {
  keep(retries, { run: runAfter(Infinity) });
  await expect(keep(retries, { run: runAfter(0) })).resolves.toBe(true);
});

test('a node of a cluster that is down holds up no other', async () => {
  const ofCluster = new RetryQueue({ partOf: (id) => id[0] });
  const lost = Array.from({ length: 3 }, () => runAfter(Infinity));
  for (const run of lost) keep(ofCluster, { id: 'a', run });
  const ends = [1, 2, 3].map((i) => keep(ofCluster, { id: `b${i}`, run: runAfter(0) }));
  await expect(Promise.all(ends)).resolves.toEqual([true, true, true]);
  const tries = lost.map((run) => run.mock.calls.length);
  expect(Math.max(...tries)).toBeLessThanOrEqual(1);
  ofCluster.close();
});

test('a task that is added while others are tried is tried too', async () => {
  const gate = createGate();
  const first = keep(retries, { run: () => gate.passed });
  const second = keep(retries, { run: runAfter(0) });
  gate.open();
  await expect(first).resolves.toBe(true);
  await expect(second).resolves.toBe(true);
});

test('no number of other tasks takes the place of an outcome', () => {
  const task = { run: runAfter(Infinity), forMs: MINUTE_MS };
  const taken = { undo: 0, unprotected: 0, outcome: 0 };
  for (const room of Object.keys(taken)) {
    for (let left = 12_000; left > 0; left--) taken[room] += retries.add({ ...task, room }) ? 1 : 0;
  }
  expect(taken).toEqual({ undo: 10_000, unprotected: 10_000, outcome: 12_000 });
  expect(retries.size).toBe(32_000);
  expect(retries.outcomes).toBe(22_000);
});

test('outcomes are told before claims that are taken back', async () => {
  const order = [];
  const run = (room) => async () => order.push(room);
  const ends = ['undo', 'unprotected', 'outcome'].map((room) =>
    keep(retries, { room, run: run(room) }),
  );
  await Promise.all(ends);
  expect(order).toEqual(['outcome', 'unprotected', 'undo']);
});

test.each([
  ['outcome', 300],
  ['unprotected', 20],
])(
  '%s tasks with more bytes than their room are told, the largest of them without their bytes',
  async (room, count) => {
    const bytes = 1024 * 1024;
    const shrink = jest.fn(() => 10);
    const small = jest.fn(() => 10);
    const ends = [keep(retries, { room, run: runAfter(0), bytes: 1000, shrink: small })];
    while (ends.length <= count) {
      ends.push(keep(retries, { room, run: runAfter(0), bytes, shrink }));
    }
    expect(shrink.mock.calls.length).toBe(room === 'outcome' ? 45 : 5);
    expect(small).not.toHaveBeenCalled();
    expect(new Set(await Promise.all(ends))).toEqual(new Set([true]));
  },
);

test('large tasks are told a few at a time, many small ones in a few turns', async () => {
  let [underWay, most] = [0, 0];
  const run = async () => {
    most = Math.max(most, (underWay += 1));
    await new Promise(setImmediate);
    underWay -= 1;
  };
  const all = (count, bytes) => Array.from({ length: count }, () => keep(retries, { run, bytes }));
  await Promise.all(all(50, 1024 * 1024));
  expect(most).toBe(16);
  most = 0;
  await Promise.all(all(2000, 100));
  expect(most).toBe(500);
});

test('a large task has more time than a small one', async () => {
  const run = runAfter(0);
  await keep(retries, { run, bytes: 64 * 1024 * 1024 });
  await keep(retries, { run, bytes: 10 });
  const [[large], [small]] = run.mock.calls;
  expect(small).toBeLessThan(4100);
  expect(large).toBeGreaterThan(15_000);
});

test('when the store goes in the middle the rest is not tried in vain', async () => {
  let tries = 0;
  let reachable = true;
  const run = async () => {
    tries += 1;
    if (tries > 50 && tries < 5000) reachable = false;
    if (!reachable) throw new Error('out of reach');
  };
  const ends = Array.from({ length: 2000 }, () => keep(retries, { run }));
  // The probe, the batch in which the store goes, one that is not told at all, and then probes alone.
  await until(() => tries >= 1003, 'the store is tried again');
  expect(tries).toBeLessThan(1010);
  tries = 5000;
  reachable = true;
  await Promise.all(ends);
});

test('a task that the store never takes holds up no other room', async () => {
  keep(retries, { room: 'outcome', run: runAfter(Infinity) });
  await expect(keep(retries, { room: 'undo', run: runAfter(0) })).resolves.toBe(true);
});

test('close ends every task untold and takes no other on', async () => {
  const ends = [keep(retries, { run: runAfter(9) }), keep(retries, { run: runAfter(9) })];
  retries.close();
  await expect(Promise.all(ends)).resolves.toEqual([false, false]);
  expect(retries.add({ room: 'outcome', run: runAfter(0), forMs: MINUTE_MS })).toBe(false);
});

test('drop ends every task untold and goes on to take others', async () => {
  const dropped = keep(retries, { run: runAfter(9) });
  retries.drop();
  expect(retries.size).toBe(0);
  await expect(dropped).resolves.toBe(false);
  await expect(keep(retries, { run: runAfter(1) })).resolves.toBe(true);
});

test('a task that is under way at close ends once', async () => {
  const gate = createGate();
  const onEnd = jest.fn();
  const run = jest.fn(() => gate.passed);
  retries.add({ room: 'undo', run, forMs: MINUTE_MS, onEnd });
  await until(() => run.mock.calls.length === 1, 'the task is tried');
  retries.close();
  gate.open();
  await gate.passed;
  expect(onEnd).toHaveBeenCalledTimes(1);
});

test('a process with a task that cannot be told exits by itself', () => {
  const outcome = runChild(`
    const { RetryQueue } = require('./lib/store/retry-queue.js');
    let tries = 0;
    const run = async () => { tries++; throw new Error('out of reach'); };
    new RetryQueue().add({ room: 'outcome', run, forMs: 3_600_000 });
    process.on('exit', () => console.log(JSON.stringify({ tries })));
  `);
  expect(outcome.tries).toBeGreaterThan(1);
});

test('a task keeps the process alive, also beside an older one that no longer does', () => {
  const outcome = runChild(`
    const { RetryQueue } = require('./lib/store/retry-queue.js');
    const retries = new RetryQueue();
    const run = async () => { throw new Error('out of reach'); };
    retries.add({ room: 'outcome', run, forMs: 3_600_000 });
    let tries = 0;
    process.once('beforeExit', () => retries.add({ room: 'undo', run: async () => tries++, forMs: 3_600_000 }));
    process.on('exit', () => console.log(JSON.stringify({ tries })));
  `);
  expect(outcome.tries).toBe(1);
});
