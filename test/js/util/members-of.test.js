'use strict';

const vm = require('node:vm');

const { IdempotencyHandler, MemoryStore, idempotency, idempotentRoute } = require('onceonly');
const { isPlain, membersOf } = require('../../../lib/util/members-of.js');

/** What a class of an app's settings may look like. */
class Settings {
  own = 1;
  get read() {
    return this.own + 1;
  }
  set written(value) {
    this.own = value;
  }
  method() {}
}

test.each([
  ['a literal', { a: 1, b: undefined }, { a: 1, b: undefined }],
  ['an object without a prototype', { __proto__: null, a: 1 }, { a: 1 }],
  ['a literal of another realm', vm.runInNewContext('({ a: 1 })'), { a: 1 }],
  [
    'a literal with a getter',
    {
      get a() {
        return 1;
      },
    },
    { a: 1 },
  ],
  ['an object of a class', new Settings(), { own: 1, read: 2 }],
  [
    'an object that inherits',
    Object.create({ a: 1 }, { b: { value: 2, enumerable: true } }),
    { a: 1, b: 2 },
  ],
])('%s says its members', (_, object, members) => {
  expect(membersOf(object)).toEqual(members);
});

test('only literals and objects without a prototype are plain', () => {
  expect([{}, { __proto__: null }, vm.runInNewContext('({})')].map(isPlain)).toEqual([
    true,
    true,
    true,
  ]);
  expect([new Settings(), new Map(), Object.create({})].map(isPlain)).toEqual([
    false,
    false,
    false,
  ]);
});

describe('options of a class', () => {
  const overrides = new (class {
    get fingerprint() {
      return false;
    }
  })();

  test('are used in a constructor', () => {
    const options = (lockTTL) =>
      new (class {
        get lockTTL() {
          return lockTTL;
        }
        store = new MemoryStore();
      })();
    expect(() => idempotency(options(1))).not.toThrow();
    expect(() => idempotency(options('1'))).toThrow('`lockTTL`');
    expect(() =>
      idempotency(
        new (class {
          get lockTtl() {
            return 1;
          }
        })(),
      ),
    ).toThrow('Use `lockTTL`');
  });

  test('are used in a call', async () => {
    const handler = new IdempotencyHandler({ store: new MemoryStore() });
    await handler.execute('k', 1, () => 'ran', overrides);
    expect(await handler.execute('k', 2, () => 'ran', overrides)).toMatchObject({ cached: true });
  });

  test('are used for a route', () => {
    const bad = new (class {
      get status() {
        return 99;
      }
    })();
    expect(() => idempotentRoute(() => {}, bad)).toThrow('`status`');
    expect(() => idempotentRoute(() => {}, overrides)).not.toThrow();
  });
});
