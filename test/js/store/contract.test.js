'use strict';

const { MemoryStore } = require('onceonly');
const { contract } = require('onceonly/contract');

const { onEveryStore } = require('./every-store.js');

onEveryStore((makeStore) => {
  for (const { name, run } of contract(makeStore)) test(name, run);
});

test('the cases have names of their own', () => {
  const names = contract(() => new MemoryStore()).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(50);
  expect(new Set(names).size).toBe(names.length);
});

test('a case closes the store that it opened, also when it fails', async () => {
  const store = new MemoryStore();
  const close = jest.spyOn(store, 'close');
  const cases = contract(async () => store);
  const { run } = cases.find(({ name }) => !name.startsWith('records:'));
  await run();
  await expect(run()).rejects.toThrow('closed');
  expect(close).toHaveBeenCalledTimes(2);
});

test('contract() takes a function', () => {
  expect(() => contract(new MemoryStore())).toThrow(TypeError);
});
