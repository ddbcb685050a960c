'use strict';

const { MemoryStore, defineStore } = require('onceonly');
const { contract } = require('onceonly/contract');

const { internals } = require('../../../lib/store/store.js');
const { VERBS } = require('../../../lib/store/verb-store.js');
const { recordFunctions } = require('./record-functions.js');
const { onEveryStore } = require('./every-store.js');

onEveryStore((makeStore) => {
  for (const { name, run } of contract(makeStore)) test(name, run);
});

describe('on a store of verbs, the older form', () => {
  const names = [...VERBS, 'resolve', 'watch', 'close'];
  const makeStore = () => {
    const { verbs } = internals(new MemoryStore());
    const methods = Object.fromEntries(names.map((name) => [name, verbs[name].bind(verbs)]));
    const scan = ({ results, ...call }) =>
      verbs.scan({ ...call, of: results ? 'results' : 'claims', count: 200 });
    return defineStore({ ...methods, scan });
  };
  for (const { name, run } of contract(makeStore)) test(name, run);
});

// A store over a network answers later, and the calls of several clients come in between.
describe('on a store in JavaScript that answers later', () => {
  const later = ([name, call]) => [name, async (...args) => call(...(await soon(args)))];
  const soon = (args) => new Promise((resolve) => setImmediate(resolve, args));
  const makeStore = () =>
    defineStore(Object.fromEntries(Object.entries(recordFunctions()).map(later)));
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
