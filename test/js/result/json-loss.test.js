'use strict';

const { changedByJson } = require('../../../lib/result/json-loss.js');

test.each([
  [undefined],
  [null],
  [{ a: [1, 'x', true, null, undefined], b: { c: new Date(0) } }],
  [Buffer.from('top')],
  [{ price: { toJSON: () => '1', map: new Map() } }],
  [Object.assign(Object.create(null), { a: 1 })],
])('%p stays as it is', (value) => {
  expect(changedByJson(value)).toBeUndefined();
});

test.each([
  [{ total: 1n }, '/total', 'BigInt'],
  [{ items: [{ tags: new Set() }] }, '/items/0/tags', 'Set'],
  [{ 'a/b': { '~c': new Map() } }, '/a~1b/~0c', 'Map'],
  [{ file: Buffer.from('x') }, '/file', 'Buffer'],
  [[0, NaN], '/1', 'NaN'],
  [{ ratio: -Infinity }, '/ratio', '-Infinity'],
  [{ cause: new TypeError('x') }, '/cause', 'Error'],
  [{ pattern: /x/ }, '/pattern', 'RegExp'],
  [{ later: Promise.resolve() }, '/later', 'Promise'],
  [{ call() {} }, '/call', 'function'],
  [{ boxed: Object(1) }, '/boxed', 'boxed primitive'],
  [new Map(), '/', 'Map'],
  [{ first: 1n, second: 2n }, '/first', 'BigInt'],
])('%p is named by its path', (value, path, kind) => {
  expect(changedByJson(value)).toEqual({ path, kind });
});

test('a circle and a great many parts end', () => {
  const circle = {};
  circle.self = circle;
  expect(changedByJson(circle)).toBeUndefined();
  expect(changedByJson(Array.from({ length: 1e6 }, () => 0))).toBeUndefined();
});
