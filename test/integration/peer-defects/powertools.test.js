'use strict';

const { once } = require('node:events');
const { IdempotencyHandler, createStore, generateIdempotencyKey: newKey } = require('onceonly');
const { atEnd } = require('../../helpers/cleanups');
const { onEachStore, sharedRedis } = require('../../helpers/each-store');
const { createGate, gatedOperation } = require('../../helpers/gate');
const { startProxy } = require('../../helpers/tcp-proxy');
const { until } = require('../../helpers/until');

const LEASE_S = 0.5;
const reused = expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED' });
const inProgress = expect.objectContaining({ code: 'REQUEST_IN_PROGRESS' });

onEachStore((store) => {
  let handler;
  let key;

  beforeAll(() => {
    handler = new IdempotencyHandler({ store: store() });
  });

  beforeEach(() => {
    key = newKey();
  });

  test('an identical call is replayed, although its body is validated', async () => {
    const run = jest.fn(async () => ({ id: 1 }));
    const body = { amount: 1, items: [{ sku: 'a' }] };
    await handler.execute(key, body, run);
    const replay = await handler.execute(key, structuredClone(body), run);
    expect(replay).toEqual({ result: { id: 1 }, cached: true });
    await expect(handler.execute(key, { ...body, amount: 2 }, run)).rejects.toEqual(reused);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('one of two concurrent calls runs', async () => {
    const { run, begun, finish } = gatedOperation();
    const first = handler.execute(key, {}, run);
    await begun;
    await expect(handler.execute(key, {}, run)).rejects.toEqual(inProgress);
    finish('done');
    expect(await first).toEqual({ result: 'done', cached: false });
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('members that differ in case only are sorted like any others', async () => {
    const run = jest.fn(async () => 'ran');
    await handler.execute(key, { a: 1, A: 2 }, run);
    expect(await handler.execute(key, { A: 2, a: 1 }, run)).toMatchObject({ cached: true });
    await expect(handler.execute(key, { a: 2, A: 1 }, run)).rejects.toEqual(reused);
  });

  test('a member called __proto__ matters', async () => {
    const run = jest.fn(async () => 'ran');
    await handler.execute(key, JSON.parse('{"__proto__":{"amount":1}}'), run);
    const other = JSON.parse('{"__proto__":{"amount":2}}');
    await expect(handler.execute(key, other, run)).rejects.toEqual(reused);
    await expect(handler.execute(key, {}, run)).rejects.toEqual(reused);
  });
});

describe('an owner whose key another owner has taken over', () => {
  /**
   * The first owner is cut off from Redis until a second one runs; then it goes on to `end`. Resolves to its promise,
   * and to what settles and asks for the second one's.
   */
  async function takeOver(end) {
    const redis = await sharedRedis();
    const proxy = await startProxy(redis.port);
    const [cutOff, direct] = [proxy.url, redis.url].map((url) => createStore({ redis: url }));
    atEnd(() => Promise.all([cutOff.close(), direct.close()]));
    const aborted = createGate();
    const goOn = createGate();
    const key = newKey();
    const old = new IdempotencyHandler({ store: cutOff, lockTTL: LEASE_S });
    const begun = createGate();
    const first = old.execute(key, {}, async ({ signal }) => {
      begun.open();
      await once(signal, 'abort');
      aborted.open();
      await goOn.passed;
      return end();
    });
    first.catch(() => {});
    await begun.passed;
    proxy.cut();
    await aborted.passed;

    const handler = new IdempotencyHandler({ store: direct });
    const second = gatedOperation();
    let running;
    let hasBegun = false;
    second.begun.then(() => (hasBegun = true));
    await until(async () => {
      running = handler.execute(key, {}, ({ effectId }) => second.run(effectId));
      // Settled, it was refused; else its operation runs.
      await Promise.race([running.catch(() => {}), second.begun]);
      return hasBegun;
    }, 'the key is taken over');
    proxy.mend();
    goOn.open();
    const ask = () => handler.execute(key, {}, () => 'a third');
    return { first, running, finish: second.finish, ask };
  }

  test('cannot free it when it fails', async () => {
    const { first, running, finish, ask } = await takeOver(() => {
      throw Object.assign(new Error('Try again.'), { status: 503 });
    });
    await expect(first).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await expect(ask()).rejects.toEqual(inProgress);
    finish('second');
    expect(await running).toEqual({ result: 'second', cached: false });
    expect(await ask()).toEqual({ result: 'second', cached: true });
  });

  test('cannot overwrite its result: the first that was stored is the answer for all', async () => {
    const { first, running, finish, ask } = await takeOver(() => 'first');
    expect(await first).toMatchObject({ result: 'first' });
    finish('second');
    expect(await running).toMatchObject({ result: 'first' });
    expect(await ask()).toEqual({ result: 'first', cached: true });
  });
});
