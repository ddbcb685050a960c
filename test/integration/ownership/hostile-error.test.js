'use strict';

const { IdempotencyHandler, MemoryStore, generateIdempotencyKey: newKey } = require('onceonly');
const { atEnd } = require('../../helpers/cleanups');
const { until } = require('../../helpers/until');

/** An error that throws at whoever looks at it. */
function hostileError() {
  const refuse = () => {
    throw new Error('do not look');
  };
  return new Proxy(new Error('hostile'), { get: refuse, getPrototypeOf: refuse, has: refuse });
}

test('a key whose operation throws an error that nobody can look at does not stay in progress', async () => {
  const store = new MemoryStore();
  atEnd(() => store.close());
  const handler = new IdempotencyHandler({ store, lockTTL: 1, onAbandoned: 'retry' });
  const key = newKey();
  const fails = async () => {
    throw hostileError();
  };
  await handler.execute(key, 1, fails).catch(() => {});
  const codes = new Set();
  const again = await until(async () => {
    try {
      return await handler.execute(key, 1, async () => 'second');
    } catch (error) {
      codes.add(error.code);
      return undefined;
    }
  }, 'the key is taken over');
  expect(again).toEqual({ result: 'second', cached: false });
  expect([...codes]).toEqual(['REQUEST_IN_PROGRESS']);
});
