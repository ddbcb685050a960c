'use strict';

const {
  IdempotencyHandler,
  MemoryStore,
  RedisStore,
  createStore,
  idempotency,
} = require('onceonly');

const { chooseStore } = require('../../../lib/store/choose-store.js');

// Nothing listens there and nothing connects before the first call.
const URL = 'redis://127.0.0.1:1/0';

describe('one store per settings', () => {
  test.each([
    ['no settings', {}, {}],
    ['nothing and no settings', undefined, {}],
    ['the same URL', { redis: URL }, { redis: URL }],
    ['a URL and its parts', { redis: URL }, { redis: { host: '127.0.0.1', port: 1 } }],
    ['a default that is spelled out', { redis: URL }, { redis: URL, prefix: 'idem' }],
    ['parts in another order', { redis: { port: 1, db: 2 } }, { redis: { db: 2, port: 1 } }],
  ])('%s: shared', (_, one, other) => {
    expect(createStore(one)).toBe(createStore(other));
  });

  test.each([
    ['memory and Redis', {}, { redis: URL }],
    ['another database', { redis: URL }, { redis: 'redis://127.0.0.1:1/1' }],
    ['another prefix', { redis: URL }, { redis: URL, prefix: 'other' }],
    ['another user', { redis: URL }, { redis: 'redis://u:p@127.0.0.1:1/0' }],
    ['another timeout', { redis: URL }, { redis: URL, commandTimeoutMs: 50 }],
  ])('%s: not shared', (_, one, other) => {
    expect(createStore(one)).not.toBe(createStore(other));
  });

  test.each([[{}], [{ redis: URL }]])('a closed store of %j is replaced', async (settings) => {
    const first = createStore(settings);
    await first.close();
    const second = createStore(settings);
    expect(second).not.toBe(first);
    expect(createStore(settings)).toBe(second);
  });

  test('a closed store that was replaced does not take its successor away', async () => {
    const first = createStore({ redis: URL });
    await first.close();
    const second = createStore({ redis: URL });
    await first.close();
    expect(createStore({ redis: URL })).toBe(second);
  });

  test('the settings decide the class', () => {
    expect(createStore()).toBeInstanceOf(MemoryStore);
    expect(createStore({ redis: URL })).toBeInstanceOf(RedisStore);
  });
});

describe('the store of a middleware', () => {
  test('is the one that is given', () => {
    const store = new MemoryStore();
    expect(chooseStore({ store })).toBe(store);
  });

  test('is shared where it is not given', () => {
    expect(chooseStore({ redis: URL, required: true })).toBe(createStore({ redis: URL }));
    expect(chooseStore({ lockTTL: 1 })).toBe(createStore());
  });

  test.each([['redis'], ['prefix'], ['connectTimeoutMs'], ['commandTimeoutMs']])(
    'may not be given with `%s`',
    (name) => {
      const value = { redis: URL, prefix: 'p' }[name] ?? 100;
      const options = { store: new MemoryStore(), [name]: value };
      expect(() => idempotency(options)).toThrow(
        new TypeError(`onceonly: option \`${name}\` must not be given with \`store\`.`),
      );
    },
  );

  test.each([['redis'], ['prefix'], ['connectTimeoutMs'], ['commandTimeoutMs']])(
    'may be given with `%s` that is undefined',
    (name) => {
      const store = new MemoryStore();
      expect(() => idempotency({ store, [name]: undefined })).not.toThrow();
      expect(() => new IdempotencyHandler({ store, [name]: undefined })).not.toThrow();
    },
  );

  test.each([[undefined], [null], [{}], ['memory'], [new Map()]])('may not be %p', (store) => {
    expect(() => idempotency({ store })).toThrow(/`store`/);
  });
});
