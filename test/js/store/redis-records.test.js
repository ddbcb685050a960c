'use strict';

const { RedisStore, generateIdempotencyKey } = require('onceonly');

const { internals } = require('../../../lib/store/store');
const { sharedRedis } = require('../../helpers/each-store.js');

const PARAMS = { amount: 1200, currency: 'EUR' };
const lockFailed = expect.objectContaining({ code: 'LOCK_FAILED', status: 503 });

let redis;
let store;

beforeAll(async () => {
  redis = await sharedRedis();
  store = new RedisStore({ redis: { path: redis.socketPath }, prefix: 'shop:1' });
});
afterAll(() => store.close());

test.each([
  [undefined, 86_400_000],
  [90, 90_000],
  [20.5, 20_500],
])('a ttl of %p seconds is a PTTL of %p', async (ttl, wanted) => {
  const key = generateIdempotencyKey();
  await store.store(key, 'value', PARAMS, { ttl });
  const { id } = await store.inspect(key);
  const pttl = await redis.command('PTTL', `shop:1:result:{${id}}`);
  expect(pttl).toBeGreaterThan(wanted - 60_000);
  expect(pttl).toBeLessThanOrEqual(wanted);
  await expect(redis.command('KEYS', `*{${id}}`)).resolves.toEqual([`shop:1:result:{${id}}`]);
});

test.each([
  ['of another kind', 'garbage', ['PX', '60000']],
  ['of a later version', '9|a|b|c', ['PX', '60000']],
  ['of version 1', '1|print|token|1|1|1|v|||j1', ['PX', '60000']],
  ['that was made to stay', '2|R|0|token|print|1|1|N|60000|99999|0|1|0||', []],
])('a record %s is LOCK_FAILED, never a value', async (_, text, expiry) => {
  const key = generateIdempotencyKey();
  await store.store(key, 'value', PARAMS);
  const { id } = await store.inspect(key);
  await redis.command('SET', `shop:1:result:{${id}}`, text, ...expiry);
  await expect(store.check(key, PARAMS)).rejects.toEqual(lockFailed);
  await expect(store.store(key, 1, PARAMS)).rejects.toEqual(lockFailed);
  await expect(store.inspect(key)).rejects.toEqual(lockFailed);
});

test('a foreign record is removed by force only', async () => {
  const key = generateIdempotencyKey();
  await store.store(key, 'value', PARAMS);
  const { id } = await store.inspect(key);
  await store.remove(key);
  await redis.command('SET', `shop:1:result:{${id}}`, 'garbage');
  await expect(store.remove(key)).rejects.toEqual(lockFailed);
  await expect(store.remove(key, { force: true })).resolves.toBe(true);
  await expect(store.inspect(key)).resolves.toBeNull();
});

test('neither keys nor params are in it as text', async () => {
  const key = `visible-${generateIdempotencyKey()}`;
  await store.store(key, 1, { secretive: 'parameter' });
  const names = await redis.command('KEYS', '*');
  const values = await Promise.all(names.map((name) => redis.command('GET', name)));
  const all = [...names, ...values].join('\n');
  expect(names.length).toBeGreaterThan(0);
  expect(all).not.toContain('visible-');
  expect(all).not.toContain('secretive');
});

describe('an owner that knows its claim', () => {
  const TOKENS = ['a'.repeat(22), 'b'.repeat(22)];
  const TEXTS = { fingerprint: 'f'.repeat(49), hint: 'h'.repeat(11), label: 'POST:/charge' };
  const TIMES = { leaseMs: 60_000, keepMs: 600_000, timeoutMs: 2000 };
  const RESULT = {
    ttlMs: 90_000,
    kind: 'value',
    isOwner: true,
    payload: 'j"\u00e9"',
    timeoutMs: 2000,
  };
  const again = { onAbandoned: 'retry', maxAttempts: 3 };

  const recordOf = async (id) =>
    Buffer.from(await redis.command('GET', `shop:1:result:{${id}}`), 'latin1').toString();
  const newId = () => generateIdempotencyKey().replaceAll('-', '').padEnd(43, '_');

  // The second attempt, so that no number is what it is at first.
  async function claimed(id) {
    const { verbs } = internals(store);
    const first = await verbs.begin({ id, token: TOKENS[0], ...TEXTS, ...TIMES, ...again });
    const { record } = first;
    await verbs.release({ id, token: TOKENS[0], record, reason: 'free', timeoutMs: 2000 });
    return verbs.begin({ id, token: TOKENS[1], ...TEXTS, ...TIMES, ...again });
  }

  test.each(['begin', 'renewal'])('stores the record that the %s has told it', async (last) => {
    const { verbs } = internals(store);
    const id = newId();
    const own = await claimed(id);
    let { record } = own;
    if (last === 'renewal') {
      ({ record } = await verbs.renew({ id, token: TOKENS[1], record, ...TIMES }));
    }
    expect(record).toBe(await recordOf(id));
    await expect(verbs.complete({ id, record, ...RESULT })).resolves.toEqual({ state: 'stored' });
    const { fingerprint, hint, label } = TEXTS;
    const [version, state, ...fields] = (await recordOf(id)).split('|');
    const stored = fields.splice(5, 1);
    expect([version, state, ...fields]).toEqual([
      '2',
      'D',
      TOKENS[1],
      fingerprint,
      String(own.fence),
      '2',
      'v',
      hint,
      label,
      'j"\u00e9"',
    ]);
    expect(Number(stored)).toBeGreaterThan(0);
  });

  test('stores the same without it', async () => {
    const { verbs } = internals(store);
    const [known, looked] = [newId(), newId()];
    const { record, fence, attempt } = await claimed(known);
    await verbs.complete({ id: known, record, ...RESULT });
    const other = await claimed(looked);
    const call = {
      id: looked,
      token: TOKENS[1],
      ...TEXTS,
      fence: other.fence,
      attempt,
      record: '',
    };
    await verbs.complete({ ...call, ...RESULT });
    const shown = async (id, number) =>
      (await recordOf(id)).replace(`|${number}|`, '|fence|').replace(/\|v\|\d+\|/, '|v|stored|');
    expect(await shown(known, fence)).toBe(await shown(looked, other.fence));
  });
});
