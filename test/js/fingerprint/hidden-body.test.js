'use strict';

const { IdempotencyHandler, MemoryStore } = require('onceonly');

const { requestContent } = require('../../../lib/fingerprint/request-body.js');

const SHOWN = {
  Map: [new Map([['amount', 1]]), new Map([['amount', 2]])],
  Set: [new Set([1]), new Set([2])],
  URLSearchParams: [new URLSearchParams('amount=1'), new URLSearchParams('amount=2')],
  ArrayBuffer: [new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
  'Map inside': [{ order: [new Map([['amount', 1]])] }, { order: [new Map([['amount', 2]])] }],
  'number that is not finite': [{ amount: NaN }, { amount: Infinity }],
};
const HIDDEN = {
  Error: new Error('one'),
  Blob: { file: new Blob(['one']) },
  function: { amount: () => 1 },
  BigInt: { amount: 1n },
  'symbol as a name': { [Symbol('amount')]: 1 },
  'value that holds itself': Object.assign([], { 0: {} }).map((each) =>
    Object.assign(each, { each }),
  ),
};
const REUSED = expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED' });

describe.each(Object.entries(SHOWN))('another %s', (name, [one, other]) => {
  test('is another body to execute()', async () => {
    const handler = new IdempotencyHandler({ store: new MemoryStore() });
    expect(await handler.execute('k', one, async () => 1)).toMatchObject({ cached: false });
    expect(await handler.execute('k', one, async () => 1)).toMatchObject({ cached: true });
    await expect(handler.execute('k', other, async () => 1)).rejects.toThrow(REUSED);
  });

  test('is another body to check() and store()', async () => {
    const store = new MemoryStore();
    await store.store('k', 'value', one);
    expect(await store.check('k', one)).toBe('value');
    await expect(store.check('k', other)).rejects.toThrow(REUSED);
    await expect(store.store('k', 'value', other)).rejects.toThrow(REUSED);
  });

  test('is another body to a middleware', () => {
    const contentOf = (body) => requestContent({ headers: {}, body }, 0);
    expect(contentOf(one)).toEqual(contentOf(one));
    expect(contentOf(one).body).not.toBe(contentOf(other).body);
    expect(contentOf(one).isMarked).toBe(true);
  });
});

describe.each(Object.entries(HIDDEN))('a body that is or holds a %s', (name, body) => {
  test('is a TypeError of execute(), check() and store(), and nothing runs', async () => {
    const store = new MemoryStore();
    const operation = jest.fn();
    const handler = new IdempotencyHandler({ store });
    await expect(handler.execute('k', body, operation)).rejects.toThrow(TypeError);
    await expect(store.check('k', body)).rejects.toThrow(TypeError);
    await expect(store.store('k', 1, body)).rejects.toThrow(TypeError);
    expect(operation).not.toHaveBeenCalled();
    expect(await store.inspect('k')).toBeNull();
  });
});

describe('a parsed body that cannot be shown', () => {
  const refusalOf = (body) => {
    try {
      return requestContent({ headers: {}, body }, 0);
    } catch (error) {
      return error;
    }
  };

  test('is BODY_NOT_COMPARABLE, which names its class and its place', () => {
    for (const body of [{ a: [{ b: new Blob([]) }] }, { a: [{ b: new Error('b') }] }]) {
      const error = refusalOf(body);
      expect(error).toMatchObject({ code: 'BODY_NOT_COMPARABLE', status: 500, retryable: false });
      expect(error.message).toContain(`received a ${body.a[0].b.constructor.name} at /a/0/b`);
    }
  });

  test('tells nothing of the error of its own toJSON', () => {
    const toJSON = () => {
      throw new Error('secret');
    };
    const error = refusalOf({ a: { toJSON } });
    expect(error).toMatchObject({ code: 'BODY_NOT_COMPARABLE', cause: { message: 'secret' } });
    expect(error.message).not.toContain('secret');
  });

  test('may have members that are named by symbols, as a validator leaves them', () => {
    expect(refusalOf({ a: 1, [Symbol('valid')]: true })).toMatchObject({ body: '{"a":1}' });
    const dated = { at: new Date(0), [Symbol('valid')]: true };
    expect(refusalOf(dated)).toMatchObject({ body: '{"at":"1970-01-01T00:00:00.000Z"}' });
  });
});

test('no plain body is taken for one that holds a Map', async () => {
  const handler = new IdempotencyHandler({ store: new MemoryStore() });
  await handler.execute('k', new Map([['a', 1]]), async () => 1);
  const posing = { '\0Map': [['a', 1]] };
  await expect(handler.execute('k', posing, async () => 1)).rejects.toThrow(REUSED);
});
