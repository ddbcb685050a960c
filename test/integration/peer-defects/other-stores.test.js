'use strict';

const {
  IdempotencyHandler,
  RedisStore,
  createStore,
  generateIdempotencyKey: newKey,
  idempotency,
} = require('onceonly');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { gatedOperation } = require('../../helpers/gate');
const { until } = require('../../helpers/until');
const { onEachModeAndStore } = require('./each-mode');

/** What an ioredis or node-redis client looks like to whoever is given one. */
const client = Object.fromEntries(
  ['connect', 'on', 'get', 'set', 'del', 'sendCommand'].map((name) => [name, () => {}]),
);

describe('a client object of another package', () => {
  test.each([
    ['as the option `redis`', () => idempotency({ redis: client })],
    ['as the option `store`', () => idempotency({ store: client })],
    ['as the option `client`', () => idempotency({ client })],
    ['as the first argument', () => idempotency(client, { ttl: 60 })],
    ['for createStore()', () => createStore({ redis: client })],
    ['for RedisStore', () => new RedisStore({ redis: client })],
  ])('is refused %s, with the form to give', (name, construct) => {
    expect(construct).toThrow(TypeError);
    expect(construct).toThrow(/redis: "redis:\/\/|createStore\(\)/);
  });
});

onEachModeAndStore((serveRun, store) => {
  test('replays that race are all answered', async () => {
    const run = jest.fn(async () => 'ran');
    const app = await serveRun({ store: store() }, run);
    const sent = { key: newKey(), body: {} };
    await app.post('/run', sent);
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.post('/run', sent)));
    expect(answers.map(({ status, cached }) => [status, cached])).toEqual(
      Array(20).fill([200, true]),
    );
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('empty arrays and large numbers come back as they were', async () => {
    const value = { list: [], nested: [{ none: {} }], most: Number.MAX_SAFE_INTEGER, far: 1e300 };
    const app = await serveRun({ store: store() }, async () => value);
    const sent = { key: newKey(), body: {} };
    const first = await app.post('/run', sent);
    const retry = await app.post('/run', sent);
    expect(first.text).toBe(JSON.stringify(value));
    expect(retry).toMatchObject({ cached: true, text: first.text });
  });

  test('a key is new again when its result has expired', async () => {
    const run = jest.fn(async () => run.mock.calls.length);
    const app = await serveRun({ store: store(), resultTTL: 0.5 }, run);
    const sent = { key: newKey(), body: {} };
    const address = { key: sent.key, method: 'POST', path: '/run' };
    expect(await app.post('/run', sent)).toMatchObject({ status: 200, json: 1 });
    await until(async () => (await store().inspect(address)) === null, 'it has expired');
    const again = await app.post('/run', { ...sent, body: { other: true } });
    expect(again).toMatchObject({ status: 200, cached: false, json: 2 });
  });
});

test('one key has the record of an operation, so that it lies in one slot of a cluster', async () => {
  const redis = await sharedRedis();
  const store = createStore({ redis: redis.url, prefix: 'slots' });
  atEnd(() => store.close());
  const names = () => redis.command('KEYS', 'slots:*');
  const { run, begun, finish } = gatedOperation();
  const running = new IdempotencyHandler({ store }).execute(newKey(), {}, run);
  await begun;
  const whileItRuns = await names();
  finish('done');
  await running;
  expect(whileItRuns).toEqual([expect.stringMatching(/^slots:result:\{[A-Za-z0-9_-]{43}\}$/)]);
  expect(await names()).toEqual(whileItRuns);
});
