'use strict';

const { MemoryStore } = require('onceonly');

const { startApp } = require('../../helpers/app-process');
const { sharedRedis } = require('../../helpers/each-store');
const { gatedOperation } = require('../../helpers/gate');
const { startHangingOwner } = require('../../helpers/hanging-owner');
const { ownStore, startWaiting } = require('./waiting-of');

const COUNT = 10;
const LEASE_S = 0.5;

let redis;

beforeAll(async () => {
  redis = await sharedRedis();
});

const places = {
  'the embedded store': () => {
    const store = new MemoryStore();
    return { store, others: [store] };
  },
  Redis: () => {
    const [store, one, two] = [redis.url, redis.url, redis.url].map(ownStore);
    return { store, others: [one, two] };
  },
};

describe.each(Object.keys(places))('on %s', (name) => {
  test('exactly one of the waiting requests runs next when the operation frees the key', async () => {
    const next = gatedOperation();
    const place = places[name]();
    const { operation, first, waiting } = await startWaiting({
      ...place,
      count: COUNT,
      next: next.run,
    });
    operation.finish(Promise.reject(Object.assign(new Error('busy'), { status: 503 })));
    await expect(first).rejects.toThrow('busy');
    await next.begun;
    next.finish({ id: 9 });
    const answers = await Promise.all(waiting);
    expect(answers.map(({ result }) => result)).toEqual(answers.map(() => ({ id: 9 })));
    expect(answers.filter(({ cached }) => !cached)).toHaveLength(1);
    expect(next.run).toHaveBeenCalledTimes(1);
  });

  test('waiting requests get the error of an operation that fails', async () => {
    const next = jest.fn();
    const place = places[name]();
    const { operation, first, waiting } = await startWaiting({ ...place, count: COUNT, next });
    operation.finish(Promise.reject(Object.assign(new Error('declined'), { status: 402 })));
    await expect(first).rejects.toThrow('declined');
    for (const each of waiting) {
      await expect(each).rejects.toMatchObject({ message: 'declined', status: 402, cached: true });
    }
    expect(next).not.toHaveBeenCalled();
  });

  test('requests that wait get 503 when their store is closed', async () => {
    const next = jest.fn();
    const place = places[name]();
    const { operation, first, waiting } = await startWaiting({ ...place, count: COUNT, next });
    const closing = place.others.map((store) => store.close());
    for (const each of waiting) {
      await expect(each).rejects.toMatchObject({ code: 'LOCK_FAILED', status: 503 });
    }
    await Promise.all(closing);
    operation.finish({});
    await first;
    expect(next).not.toHaveBeenCalled();
  });
});

test('no waiting request runs the operation again when the data is wiped', async () => {
  const next = jest.fn();
  const { operation, first, waiting } = await startWaiting({
    ...places.Redis(),
    count: COUNT,
    next,
  });
  await redis.command('FLUSHALL');
  for (const each of waiting) {
    await expect(each).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', status: 409 });
  }
  operation.finish({ id: 1 });
  expect((await first).result).toEqual({ id: 1 });
  expect(next).not.toHaveBeenCalled();
});

test('one of the requests that wait in other processes takes over when the owner is killed', async () => {
  const sent = { key: 'killed', body: { amount: 5 } };
  const env = { EXPRESS: 'express', REDIS_URL: redis.url, LEASE_S: `${LEASE_S}` };
  const place = { expressName: 'express', url: redis.url, leaseS: LEASE_S };
  const owner = await startHangingOwner('hang', place, sent);
  const { effectId } = JSON.parse(owner.context);
  const apps = await Promise.all([1, 2].map(() => startApp('test/integration/apps/waits.js', env)));
  const waiting = apps.flatMap(({ client }) =>
    Array.from({ length: COUNT }, () => client.post('/run', sent)),
  );
  await owner.kill();
  const answers = await Promise.all(waiting);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(answers.filter(({ cached }) => !cached)).toHaveLength(1);
  const results = answers.map(({ json }) => json.result);
  expect(results).toEqual(results.map(() => results[0]));
  expect(results[0]).toMatchObject({ effectId, attempt: 2 });
});
