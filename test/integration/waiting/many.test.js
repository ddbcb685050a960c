'use strict';

const { sharedRedis } = require('../../helpers/each-store');
const { until } = require('../../helpers/until');
const { ownStore, startWaiting } = require('./waiting-of');

const MANY = 1000;
const SHORTEST_PAUSE_MS = 500;
const FIRST_LOOKS = 10;

let redis;

beforeAll(async () => {
  redis = await sharedRedis();
});

async function listeners() {
  const list = await redis.command('CLIENT', 'LIST', 'TYPE', 'pubsub');
  return list.split('\n').filter((line) => line.includes('name=onceonly-sub')).length;
}

async function statsOf(name) {
  const info = await redis.command('INFO', 'commandstats');
  const [, line = ''] = new RegExp(`^cmdstat_${name}:(.*)\\r?$`, 'm').exec(info) ?? [];
  return Object.fromEntries([...line.matchAll(/(\w+)=(\d+)/g)].map(([, k, n]) => [k, Number(n)]));
}

/** `count` requests of another store wait for one operation. */
async function startMany({ url = redis.url, count = MANY } = {}) {
  const [store, other] = [ownStore(url), ownStore(url)];
  const next = jest.fn();
  const started = await startWaiting({ store, others: [other], count, next });
  return { ...started, next };
}

async function expectAllAnswered({ operation, first, waiting, next }) {
  operation.finish({ id: 7 });
  expect(await first).toEqual({ result: { id: 7 }, cached: false });
  const answers = await Promise.all(waiting);
  for (const answer of answers) expect(answer).toEqual({ result: { id: 7 }, cached: true });
  expect(next).not.toHaveBeenCalled();
}

test('a thousand that wait for one key cost one connection and one poller', async () => {
  const started = await startMany();
  await until(async () => (await listeners()) === 1, 'one connection listens');
  await expect(started.oneMore()).rejects.toMatchObject({ code: 'TOO_MANY_WAITERS', status: 429 });
  const { calls } = await statsOf('evalsha');
  const began = performance.now();
  await until(async () => (await statsOf('evalsha')).calls >= calls + 5, 'it looks');
  const looks = (await statsOf('evalsha')).calls - calls;
  const passedMs = performance.now() - began;
  expect(looks).toBeLessThan(passedMs / SHORTEST_PAUSE_MS + FIRST_LOOKS);
  expect(await listeners()).toBe(1);
  await expectAllAnswered(started);
});

test('no waiting request is lost when the connection that listens is killed again and again', async () => {
  const started = await startMany();
  for (let killed = 0; killed < 10; killed++) {
    const kill = () => redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await until(async () => (await kill()) > 0, 'it listens again');
  }
  await expectAllAnswered(started);
});

test('a user who may not listen waits as well, and is not refused all the time', async () => {
  const user = ['app', 'on', '>pw', '~*', '+@all', 'resetchannels'];
  await redis.command('ACL', 'SETUSER', ...user);
  const { rejected_calls: before = 0 } = await statsOf('subscribe');
  const url = redis.url.replace('redis://', 'redis://app:pw@');
  const started = await startMany({ url, count: 100 });
  const refused = async () => ((await statsOf('subscribe')).rejected_calls ?? 0) - before;
  await until(async () => (await refused()) === 1, 'it was refused');
  const { calls } = await statsOf('evalsha');
  await until(async () => (await statsOf('evalsha')).calls >= calls + 8, 'it looks');
  await expectAllAnswered(started);
  expect(await refused()).toBe(1);
});
