'use strict';

const { atEnd } = require('../../helpers/cleanups');
const { arrives, startSentinels } = require('../../helpers/redis-sentinel');
const { until } = require('../../helpers/until');
const { expectOneChargeEach, openShop, openStore } = require('../../helpers/shop');

const ORDERS_BEFORE = 30;
const ORDERS_AFTER = 30;

jest.setTimeout(60_000);

describe('a shop on sentinels whose primary', () => {
  test.each([
    ['is killed', (group) => group.servers[0].stop()],
    ['freezes, and thaws later', (group) => group.servers[0].pause()],
    ['is failed over by hand', (group) => group.failOver()],
  ])('%s charges once per key, and answers each key alike', async (_, strike) => {
    const group = await startSentinels();
    const [primary] = group.servers;
    atEnd(() => primary.resume());
    const shop = await openShop(group.url);
    let after;
    let isStruck = false;
    const striking = async () => {
      isStruck = true;
      await strike(group);
      const promoted = await group.promoted(primary);
      primary.resume();
      after = shop.answers.size;
      return promoted;
    };
    let promoting;
    await shop.trade(() => {
      if (!isStruck && shop.answers.size >= ORDERS_BEFORE) promoting = striking();
      return after !== undefined && shop.answers.size >= after + ORDERS_AFTER;
    });
    const promoted = await promoting;
    expectOneChargeEach(shop);
    expect(await promoted.command('CLIENT', 'LIST')).toContain('name=onceonly ');
  });
});

test('a store that knows its primary to be dead answers after the promotion of another one', async () => {
  const group = await startSentinels();
  const store = openStore(group.url);
  await store.store('before', 1);
  const [primary] = group.servers;
  await primary.stop();
  const outcome = (key) =>
    store.store(key, 1).then(
      () => 'stored',
      ({ code }) => code,
    );
  const isDown = async () =>
    (await outcome('meanwhile')) === 'stored' || store.status().state === 'down';
  await until(isDown, 'the store knows that the primary is dead');
  const promoted = await group.promoted(primary);
  const promotedMs = performance.now();
  const refused = [];
  await until(async () => {
    const said = await outcome('after');
    if (said !== 'stored') refused.push(said);
    return said === 'stored';
  }, 'the new primary is used');
  const ms = Math.round(performance.now() - promotedMs);
  console.log(
    `${refused.length} calls refused in ${ms} ms after all sentinels named the new primary`,
  );
  expect(
    await promoted.command('EXISTS', ...(await promoted.command('KEYS', '*'))),
  ).toBeGreaterThan(0);
  expect(store.status()).toEqual({ state: 'ready', lastError: null });
});

test('a store leaves a primary that was demoted, though no request comes', async () => {
  const group = await startSentinels();
  const store = openStore(group.url);
  await store.store('before', 1);
  const [primary] = group.servers;
  // A server that changes its role ends the connections of clients, that of the test too.
  const hasLeft = async () =>
    !(await primary.command('CLIENT', 'LIST').catch(() => 'name=onceonly ')).includes(
      'name=onceonly ',
    );
  expect(await hasLeft()).toBe(false);
  await group.failOver();
  const promoted = await group.promoted(primary);
  await until(hasLeft, 'the store has left the old primary');
  await store.store('after', 2);
  expect(await promoted.command('DBSIZE')).toBe(2);
  expect(store.status()).toEqual({ state: 'ready', lastError: null });
});

test('a store follows one failover after another', async () => {
  const group = await startSentinels();
  const store = openStore(group.url);
  for (let i = 0; i < 2; i++) {
    const before = await group.primary();
    await store.store(`key-${i}`, i);
    await group.failOver(group.sentinels[i]);
    const promoted = await group.promoted(before);
    await arrives(store, promoted);
  }
  expect(await store.inspect('key-0')).toMatchObject({ state: 'done' });
});
