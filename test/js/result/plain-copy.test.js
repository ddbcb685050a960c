'use strict';

const assert = require('node:assert');
const vm = require('node:vm');

const fc = require('fast-check');

const { plainCopy } = require('../../../lib/result/plain-copy.js');
const { readJson } = require('../fingerprint/json-reader.js');
const { jsonValues } = require('../fingerprint/json-values.js');

const throughJson = (value) => readJson(JSON.stringify(value));

class Money {
  constructor(amount) {
    this.amount = amount;
  }
}

describe('a plain copy', () => {
  test('equals the JSON form of any value, or is nothing', () => {
    let copies = 0;
    const check = (value) => {
      const copy = plainCopy(value);
      if (copy === undefined) return;
      copies++;
      // Jest asks an object for its constructor, which is any value here.
      assert.deepStrictEqual(copy, throughJson(value));
      expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
    };
    fc.assert(fc.property(jsonValues, check), { numRuns: 2000 });
    expect(copies).toBeGreaterThan(1000);
  });

  test.each([
    ['null', null],
    ['text', 'text'],
    ['text with half a character', '\ud800'],
    ['false', false],
    ['a number', 1.5],
    ['an empty object', {}],
    ['an empty array', []],
    ['members that are undefined', { a: undefined, b: 1 }],
    ['members named by symbols', { [Symbol('a')]: 1, b: 2 }],
    ['members that are not enumerable', Object.defineProperty({ b: 1 }, 'a', { value: 1 })],
    ['names that are numbers', { b: 1, 2: 2, 1: 1 }],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['an object of another realm', vm.runInNewContext('({ a: [{ b: 1 }] })')],
    ['an array with a member', Object.assign([1], { a: 1 })],
  ])('equals the JSON form of %s', (_, value) => {
    const copy = plainCopy(value);
    expect(copy).toStrictEqual(throughJson(value));
    expect(Object.getPrototypeOf(Object(copy))).toBe(
      Object.getPrototypeOf(Object(throughJson(value))),
    );
  });

  test('has no -0, as JSON has none', () => {
    expect(Object.is(plainCopy({ n: -0 }).n, 0)).toBe(true);
    expect(Object.is(plainCopy(-0), 0)).toBe(true);
  });

  test('shares no object with its value', () => {
    const item = { a: 1 };
    const value = { items: [item, item], inside: { item } };
    const copy = plainCopy(value);
    copy.items[0].a = 2;
    copy.inside.item.a = 3;
    expect(copy.items[1]).toEqual({ a: 1 });
    expect(item).toEqual({ a: 1 });
  });

  test('reads each getter once, and holds its value', () => {
    let reads = 0;
    const value = {
      get n() {
        return ++reads;
      },
    };
    expect(plainCopy(value)).toEqual({ n: 1 });
    expect(reads).toBe(1);
  });

  test('fails as its getters do', () => {
    const value = {
      get n() {
        throw new Error('no');
      },
    };
    expect(() => plainCopy(value)).toThrow('no');
  });

  test.each([
    ['undefined', undefined],
    ['NaN', NaN],
    ['Infinity', [Infinity]],
    ['a BigInt', { n: 1n }],
    ['a function', { f() {} }],
    ['a symbol', [Symbol('a')]],
    ['a hole', [1, , 2]], // eslint-disable-line no-sparse-arrays
    ['an undefined item', [undefined]],
    ['a Date', { at: new Date(0) }],
    ['a Map', new Map()],
    ['bytes', { bytes: Buffer.from('a') }],
    ['an error', new Error('no')],
    ['a boxed number', { n: Object(1) }],
    ['a member named toJSON', { toJSON: 1 }],
    ['an inherited toJSON', [Object.create({ toJSON: () => 1 })]],
    ['an instance of a class', new Money(1)],
    ['a member named __proto__', JSON.parse('{"a":{"__proto__":1}}')],
  ])('is not made of %s', (_, value) => {
    expect(plainCopy(value)).toBeUndefined();
  });

  test.each([
    ['holds itself', () => Object.assign([], { 0: undefined }), (value) => (value[0] = value)],
    ['is deep', () => [], (value) => value.push(JSON.parse('['.repeat(50) + ']'.repeat(50)))],
    ['is large', () => [], (value) => value.push(...Array(2000).fill(1))],
  ])('is not made of a value that %s', (_, make, fill) => {
    const value = make();
    fill(value);
    expect(plainCopy(value)).toBeUndefined();
  });

  test('gives a value up soon that holds itself many times', () => {
    const value = [];
    for (let i = 0; i < 500; i++) value.push(value, {});
    expect(plainCopy(value)).toBeUndefined();
  });
});
