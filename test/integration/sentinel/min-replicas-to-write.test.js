'use strict';

const { startSentinels } = require('../../helpers/redis-sentinel');
const { expectOneChargeEach, openShop } = require('../../helpers/shop');

const REPLICAS = 2;
const SETTINGS = ['--min-replicas-to-write', REPLICAS, '--min-replicas-max-lag', 10];

jest.setTimeout(60_000);

test('a shop on servers with min-replicas-to-write, failed over by hand, runs each key once', async () => {
  const group = await startSentinels({ replicas: REPLICAS, args: SETTINGS });
  const [primary] = group.servers;
  const shop = await openShop(group.url);
  let promoting;
  let after;
  const failOver = async () => {
    await group.failOver();
    const promoted = await group.promoted(primary);
    after = shop.answers.size;
    return promoted;
  };
  await shop.trade(() => {
    if (!promoting && shop.answers.size >= 30) promoting = failOver();
    return after !== undefined && shop.answers.size >= after + 30;
  });
  const promoted = await promoting;
  expectOneChargeEach(shop);
  expect(shop.runs).toBe(shop.answers.size);
  expect(await promoted.command('DBSIZE')).toBe(shop.answers.size);
});
