'use strict';

const vm = require('node:vm');

const fc = require('fast-check');

const { isPlainJson } = require('../../../lib/util/plain-json.js');
const { shownValue } = require('../../../lib/fingerprint/shown-value.js');

const form = (...pairs) => {
  const data = new FormData();
  for (const [name, value] of pairs) data.append(name, value);
  return data;
};
const shown = (value) => JSON.stringify(shownValue(value).tree);

/** A class as compilers to older JavaScript write one with a private name. */
const compiledClass = vm.runInThisContext(`(() => {
  const amounts = new WeakMap();
  return class Money { constructor(n) { amounts.set(this, n); } };
})()`);

class Dto {
  constructor(members) {
    Object.assign(this, members);
  }
  total() {
    return 1;
  }
}
class SubDto extends Dto {}
class WithAccessor extends Dto {
  get size() {
    return 1;
  }
}
class Money {
  #amount;
  constructor(amount) {
    this.currency = 'EUR';
    this.#amount = amount;
  }
  value() {
    return this.#amount;
  }
}
class SubMoney extends Money {}
class Shown extends Money {
  toJSON() {
    return { amount: this.value() };
  }
}

// Each name: two values of one kind that must not be taken for each other.
const PAIRS = {
  Map: [new Map([['a', 1]]), new Map([['a', 2]])],
  'Map by its keys': [new Map([[{ a: 1 }, 0]]), new Map([[{ a: 2 }, 0]])],
  Set: [new Set([1]), new Set([2])],
  URLSearchParams: [new URLSearchParams('a=1'), new URLSearchParams('a=2')],
  FormData: [form(['a', '1']), form(['a', '2'])],
  ArrayBuffer: [new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
  SharedArrayBuffer: [new SharedArrayBuffer(1), new SharedArrayBuffer(2)],
  DataView: [new DataView(new ArrayBuffer(1)), new DataView(new ArrayBuffer(2))],
  'part of a buffer': [new DataView(new ArrayBuffer(3), 1, 1), new DataView(new ArrayBuffer(3))],
  Float64Array: [new Float64Array([NaN]), new Float64Array([Infinity])],
  BigInt64Array: [new BigInt64Array([1n]), new BigInt64Array([2n])],
  RegExp: [/a/g, /a/i],
  Date: [new Date(1), new Date(2)],
  number: [NaN, Infinity],
  'boxed number': [Object(1), Object(2)],
  'boxed string': [Object('a'), Object('b')],
  'boxed boolean': [Object(true), Object(false)],
  'class that shows itself': [new Shown(1), new Shown(2)],
  'class with its own members': [new SubDto({ a: 1 }), new SubDto({ a: 2 })],
  'object of another realm': [vm.runInNewContext('({a: 1})'), vm.runInNewContext('({a: 2})')],
  'Map of another realm': [
    vm.runInNewContext('new Map([[1, 1]])'),
    vm.runInNewContext('new Map([[1, 2]])'),
  ],
};

describe.each(Object.entries(PAIRS))('a %s', (_, [one, other]) => {
  test.each([
    ['alone', (value) => value],
    ['as a member', (value) => ({ a: { b: value } })],
    ['as an item', (value) => [[0, value]]],
    ['inside a Map', (value) => new Map([['a', value]])],
    ['inside a Set', (value) => new Set([[value]])],
    ['given by toJSON', (value) => ({ toJSON: () => ({ value }) })],
  ])('is told from another one %s', (__, wrap) => {
    expect(shown(wrap(one))).toBe(shown(wrap(one)));
    expect(shown(wrap(one))).not.toBe(shown(wrap(other)));
  });
});

test('a value of one kind is not taken for one of another kind', () => {
  const values = [
    {},
    [],
    new Map(),
    new Set(),
    new URLSearchParams(),
    form(),
    new ArrayBuffer(0),
    new SharedArrayBuffer(0),
    new Int8Array(0),
    new Int16Array(0),
    new DataView(new ArrayBuffer(0)),
    null,
    NaN,
    -Infinity,
    /(?:)/,
    '',
  ];
  const texts = values.map((value) => shown({ value }));
  expect(new Set(texts).size).toBe(values.length);
});

test('the order in which a Map or a Set was filled does not count, that of a form does', () => {
  const pairs = [
    ['a', 1],
    ['b', 2],
  ];
  const turned = pairs.toReversed();
  expect(shown(new Map(pairs))).toBe(shown(new Map(turned)));
  expect(shown(new Set(pairs))).toBe(shown(new Set(turned)));
  expect(shown(new URLSearchParams(pairs))).not.toBe(shown(new URLSearchParams(turned)));
});

describe('a value that cannot be shown', () => {
  test.each([
    ['function', () => 1],
    ['symbol', Symbol('s')],
    ['bigint', 1n],
    ['BigInt', Object(1n)],
    ['Symbol', Object(Symbol('s'))],
    ['Error', new Error('e')],
    ['Error', vm.runInNewContext('new TypeError("e")')],
    ['Promise', Promise.resolve()],
    ['WeakMap', new WeakMap()],
    ['WeakRef', new WeakRef({})],
    ['Generator', (function* () {})()],
    ['Map Iterator', new Map([[1, 2]]).entries()],
    ['Blob', new Blob(['a'])],
    ['File', new File(['a'], 'a.txt')],
    ['Headers', new Headers({ a: '1' })],
    ['AbortController', new AbortController()],
    ['EventTarget', new EventTarget()],
    ['Intl.NumberFormat', new Intl.NumberFormat()],
    ['Money', new Money(1)],
    ['SubMoney', new SubMoney(1)],
    ['Money', new compiledClass(1)],
    ['WithAccessor', new WithAccessor({})],
    ['Object', Object.create({ amount: 1 })],
    ['member named Symbol(s)', { [Symbol('s')]: 1 }],
  ])('a %s is refused by its kind and its path', (kind, value) => {
    expect(() => shownValue(value)).toThrow(expect.objectContaining({ kind, path: '' }));
    const wrapped = { a: [0, { 'b/~': value }] };
    expect(() => shownValue(wrapped)).toThrow(
      expect.objectContaining({ kind, path: '/a/1/b~1~0', name: 'TypeError' }),
    );
    expect(() => shownValue(wrapped)).toThrow(`received a ${kind} at /a/1/b~1~0`);
    expect(isPlainJson(wrapped, true)).toBe(false);
  });

  test('a form with a file is refused', () => {
    expect(() => shownValue(form(['a', '1'], ['file', new Blob(['x'])]))).toThrow(
      'received a File at /1',
    );
  });

  test('more than 128 levels are refused, and a value that holds itself', () => {
    const nested = (depth) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(shown(nested(128))).toBe(JSON.stringify(nested(128)));
    expect(() => shownValue(nested(129))).toThrow(RangeError);
    const loop = { one: {}, other: {} };
    Object.assign(loop.one, { loop, again: loop });
    Object.assign(loop.other, { loop, again: loop });
    expect(isPlainJson(loop)).toBe(false);
    expect(() => shownValue(loop)).toThrow(RangeError);
  });
});

describe('a value that JSON shows', () => {
  test('is shown as JSON.stringify does, and bears no mark', () => {
    const name = fc.constantFrom('a', '__proto__', 'toString', 'length', '1', '\u0001');
    const value = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(null, true, undefined, -0),
        fc.array(tie('tree')),
        fc.dictionary(name, tie('tree')),
        fc.date({ noInvalidDate: true }),
        fc
          .dictionary(
            name.filter((each) => each !== '__proto__'),
            tie('tree'),
          )
          .map((members) => new Dto(members)),
      ),
    })).tree;
    fc.assert(
      fc.property(value, (tree) => {
        const { tree: seen, isMarked } = shownValue(tree);
        expect(JSON.stringify(seen)).toBe(JSON.stringify(tree));
        expect(isMarked).toBe(false);
      }),
    );
  });

  test('is plain where it has no class', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(isPlainJson(value, true)).toBe(true)));
    const realm = vm.runInNewContext('({ a: [{ b: "c" }, null] })');
    expect(isPlainJson(realm)).toBe(true);
    expect(isPlainJson(Object.create(null))).toBe(true);
  });
});

test('no plain value is taken for a marked one', () => {
  const { tree, isMarked } = shownValue(new Map([['a', 1]]));
  expect(isMarked).toBe(true);
  const posing = shownValue(JSON.parse(JSON.stringify(tree)));
  expect(JSON.stringify(posing.tree)).not.toBe(JSON.stringify(tree));
});
