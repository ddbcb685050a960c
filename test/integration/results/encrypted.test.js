'use strict';

const { randomBytes } = require('node:crypto');

const { IdempotencyHandler, createStore } = require('onceonly');
const { encrypted } = require('onceonly/encryption');
const { atEnd } = require('../../helpers/cleanups');
const { startRedis } = require('../../helpers/redis-server');

const sealedBy = (key) => encrypted({ keys: { a: key }, current: 'a' });
const KEY = randomBytes(32);
let redis;
let store;
let handler;

beforeAll(async () => {
  redis = await startRedis();
  store = createStore({ redis: redis.url });
  atEnd(() => store.close());
  handler = new IdempotencyHandler({ store, serializer: sealedBy(KEY) });
});

const recordOf = async (key) => {
  const { id } = await store.inspect(key);
  return { name: `idem:result:{${id}}`, bytes: await redis.command('GET', `idem:result:{${id}}`) };
};

test.each([
  ['a value', async () => ({ card: '4242-secret' }), { card: '4242-secret' }],
  ['bytes', async () => Buffer.from('4242-secret'), Buffer.from('4242-secret')],
  ['undefined', async () => undefined, undefined],
])('%s is replayed, and Redis holds no readable byte of it', async (key, operation, wanted) => {
  const first = await handler.execute(key, {}, operation);
  const again = await handler.execute(key, {}, () => 'run twice');
  expect(first).toEqual({ result: wanted, cached: false });
  expect(again).toEqual({ result: wanted, cached: true });
  expect((await recordOf(key)).bytes).not.toContain('secret');
});

test('an error is replayed, and Redis holds no readable byte of it', async () => {
  const fail = async () => {
    throw Object.assign(new RangeError('declined: secret'), { code: 'DECLINED' });
  };
  await expect(handler.execute('error', {}, fail)).rejects.toThrow('declined: secret');
  const again = await handler.execute('error', {}, () => 1).catch((error) => error);
  expect(again).toMatchObject({ name: 'RangeError', code: 'DECLINED', cached: true });
  const { bytes } = await recordOf('error');
  expect(bytes).not.toMatch(/secret|DECLINED|RangeError/);
});

test('a result that somebody moves to another record is refused, and nothing runs again', async () => {
  await handler.execute('mine', {}, () => 1);
  await handler.execute('other', {}, () => 2);
  const [mine, other] = [await recordOf('mine'), await recordOf('other')];
  const head = (text) => text.split('|').slice(0, -1).join('|');
  expect(head(mine.bytes).length).toBeGreaterThan(40);
  await redis.command('COPY', mine.name, other.name, 'REPLACE');
  const operation = jest.fn();
  const refused = await handler.execute('other', {}, operation).catch((error) => error);
  expect(refused).toMatchObject({ code: 'LOCK_FAILED', retryable: false });
  expect(operation).not.toHaveBeenCalled();
});

test('a result under another key is refused in the same way', async () => {
  await handler.execute('rotated', {}, () => 1);
  const stranger = new IdempotencyHandler({ store, serializer: sealedBy(randomBytes(32)) });
  const refused = await stranger.execute('rotated', {}, () => 2).catch((error) => error);
  expect(refused).toMatchObject({ code: 'LOCK_FAILED', retryable: false });
});
