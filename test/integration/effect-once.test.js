'use strict';

const { IdempotencyHandler, RedisStore, generateIdempotencyKey } = require('onceonly');
const { createGate } = require('../helpers/gate');
const { atEnd } = require('../helpers/cleanups');
const { startRedis } = require('../helpers/redis-server');

/** A table with a UNIQUE column: a second row of the same effect is not written. */
class Ledger {
  #rows = new Map();
  offered = 0;

  insert(effectId, row) {
    this.offered += 1;
    if (!this.#rows.has(effectId)) this.#rows.set(effectId, row);
    return this.#rows.get(effectId);
  }

  get rows() {
    return this.#rows.size;
  }
}

test('a UNIQUE effectId holds the effect to one, though Redis is wiped in mid-operation', async () => {
  const redis = await startRedis();
  const handlers = [1, 2].map(() => {
    const store = new RedisStore({ redis: redis.url });
    atEnd(() => store.close());
    return new IdempotencyHandler({ store });
  });
  const ledger = new Ledger();
  const key = generateIdempotencyKey();
  const begun = createGate();
  const wiped = createGate();
  const first = handlers[0].execute(key, {}, async ({ effectId }) => {
    begun.open();
    await wiped.passed;
    return ledger.insert(effectId, 'first');
  });
  await begun.passed;
  await redis.command('FLUSHALL');
  const second = await handlers[1].execute(key, {}, ({ effectId }) =>
    ledger.insert(effectId, 'second'),
  );
  wiped.open();

  expect(second).toEqual({ result: 'second', cached: false });
  expect((await first).result).toBe('second');
  expect(ledger.offered).toBe(2);
  expect(ledger.rows).toBe(1);
});
