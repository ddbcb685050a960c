'use strict';

const { Keeper } = require('../../lib/keeper.js');

const { createGate } = require('../helpers/gate.js');
const { runChild } = require('../helpers/child.js');
const { until } = require('../helpers/until.js');

const MINUTE_MS = 60_000;

/** A run that fails a number of times and then succeeds. */
function runAfter(failures) {
  let left = failures;
  return jest.fn(async () => {
    if (left-- > 0) throw new Error('out of reach');
  });
}

/** Adds a task and resolves to what its end is told. */
function keep(keeper, task) {
  return new Promise((resolve) => {
    keeper.add({ forMs: MINUTE_MS, onEnd: resolve, ...task });
  });
}

let keeper;
beforeEach(() => {
  keeper = new Keeper();
});
afterEach(() => keeper.close());

test('a task is tried until the store is told, and then forgotten', async () => {
  const run = runAfter(2);
  await expect(keep(keeper, { run })).resolves.toBe(true);
  expect(run).toHaveBeenCalledTimes(3);
  expect(run).toHaveBeenCalledWith(expect.any(Number));
  expect(keeper.size).toBe(0);
});

test('a task whose time is over ends untold', async () => {
  const run = runAfter(Infinity);
  await expect(keep(keeper, { run, forMs: 200 })).resolves.toBe(false);
  expect(keeper.size).toBe(0);
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
  const ends = [keep(keeper, { run }), keep(keeper, { run }), keep(keeper, { run })];
  await expect(Promise.all(ends)).resolves.toEqual([true, true, true]);
  expect(runs).toEqual([1, 1, 1, 1, 2]);
});

test('a task that the store never takes holds up no other', async () => {
  keep(keeper, { run: runAfter(Infinity) });
  await expect(keep(keeper, { run: runAfter(0) })).resolves.toBe(true);
});

test('a task that is added while others are tried is tried too', async () => {
  const gate = createGate();
  const first = keep(keeper, { run: () => gate.passed });
  const second = keep(keeper, { run: runAfter(0) });
  gate.open();
  await expect(first).resolves.toBe(true);
  await expect(second).resolves.toBe(true);
});

test('there is room for 1,000 tasks', () => {
  const task = { run: runAfter(Infinity), forMs: MINUTE_MS };
  const taken = Array.from({ length: 1001 }, () => keeper.add(task));
  expect(taken.filter(Boolean)).toHaveLength(1000);
  expect(taken[1000]).toBe(false);
  expect(keeper.size).toBe(1000);
});

test('there is room for 16 MiB, and again when a task has ended', async () => {
  const mib = 1024 * 1024;
  const first = keep(keeper, { run: runAfter(0), bytes: 16 * mib });
  const onEnd = jest.fn();
  const second = { run: runAfter(0), bytes: 1, forMs: MINUTE_MS, onEnd };
  expect(keeper.add(second)).toBe(false);
  expect(onEnd).not.toHaveBeenCalled();
  await first;
  expect(keeper.add(second)).toBe(true);
});

test('close ends every task untold and takes no other on', async () => {
  const ends = [keep(keeper, { run: runAfter(9) }), keep(keeper, { run: runAfter(9) })];
  keeper.close();
  await expect(Promise.all(ends)).resolves.toEqual([false, false]);
  expect(keeper.add({ run: runAfter(0), forMs: MINUTE_MS })).toBe(false);
});

test('drop ends every task untold and goes on to take others', async () => {
  const dropped = keep(keeper, { run: runAfter(9) });
  keeper.drop();
  expect(keeper.size).toBe(0);
  await expect(dropped).resolves.toBe(false);
  await expect(keep(keeper, { run: runAfter(1) })).resolves.toBe(true);
});

test('a task that is under way at close ends once', async () => {
  const gate = createGate();
  const onEnd = jest.fn();
  const run = jest.fn(() => gate.passed);
  keeper.add({ run, forMs: MINUTE_MS, onEnd });
  await until(() => run.mock.calls.length === 1, 'the task is tried');
  keeper.close();
  gate.open();
  await gate.passed;
  expect(onEnd).toHaveBeenCalledTimes(1);
});

test('a process with a task that cannot be told exits by itself', () => {
  const outcome = runChild(`
    const { Keeper } = require('./lib/keeper.js');
    let tries = 0;
    const run = async () => { tries++; throw new Error('out of reach'); };
    new Keeper().add({ run, forMs: 3_600_000 });
    process.on('exit', () => console.log(JSON.stringify({ tries })));
  `);
  expect(outcome.tries).toBeGreaterThan(1);
});

test('a task keeps the process alive, also beside one that no longer does', () => {
  const outcome = runChild(`
    const { Keeper } = require('./lib/keeper.js');
    const keeper = new Keeper();
    const run = async () => { throw new Error('out of reach'); };
    keeper.add({ run, forMs: 3_600_000 });
    let tries = 0;
    process.once('beforeExit', () => keeper.add({ run: async () => tries++, forMs: 3_600_000 }));
    process.on('exit', () => console.log(JSON.stringify({ tries })));
  `);
  expect(outcome.tries).toBe(1);
});
