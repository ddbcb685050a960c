'use strict';

const { IdempotencyHandler, generateIdempotencyKey } = require('onceonly');

const { gatedOperation } = require('../../helpers/gate.js');
const { onEveryStore } = require('./every-store.js');

const refused = expect.objectContaining({
  code: 'LOCK_FAILED',
  status: 503,
  cause: expect.objectContaining({ code: 'STORE_CLOSED' }),
});

onEveryStore((makeStore) => {
  test('a store that drains refuses new work and stores the results of its owners', async () => {
    const store = await makeStore();
    const handler = new IdempotencyHandler({ store });
    const operation = gatedOperation();
    const running = handler.execute(generateIdempotencyKey(), {}, operation.run);
    await operation.begun;

    const closed = store.close({ drain: 20_000 });
    const late = jest.fn();
    await expect(handler.execute(generateIdempotencyKey(), {}, late)).rejects.toEqual(refused);
    expect(late).not.toHaveBeenCalled();
    operation.finish('done');
    await expect(running).resolves.toEqual({ result: 'done', cached: false });
    await closed;
  });

  test('an operation that still runs when the drain is over is told so', async () => {
    const store = await makeStore();
    const handler = new IdempotencyHandler({ store });
    const operation = gatedOperation();
    let signal;
    const running = handler.execute(generateIdempotencyKey(), {}, (context) => {
      ({ signal } = context);
      return operation.run();
    });
    await operation.begun;
    await store.close({ drain: 1 });

    expect(signal.reason).toMatchObject({ code: 'LEASE_LOST' });
    operation.finish('too late');
    await expect(running).resolves.toEqual({
      result: 'too late',
      cached: false,
      status: 'not-stored',
    });
  });

  test('the drain is checked', async () => {
    const store = await makeStore();
    expect(() => store.close({ drain: -1 })).toThrow(RangeError);
    expect(() => store.close({ drain: '5s' })).toThrow(TypeError);
    await store.close();
  });
});
