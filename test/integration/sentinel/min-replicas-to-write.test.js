'use strict';

const { startSentinels } = require('../../helpers/redis-sentinel');
const { ALL_AT_ONCE, expectOneChargeEach, openShop } = require('../../helpers/shop');

const REPLICAS = 2;
const SETTINGS = ['--min-replicas-to-write', REPLICAS, '--min-replicas-max-lag', 10];

jest.setTimeout(60_000);

// Only the server's setting guards these records: what it answers in the moment in which a replica leaves may be lost.
test('a shop on servers with min-replicas-to-write, failed over by hand, runs again at most what ran in that moment', async () => {
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
  const runAgain = shop.runs - shop.answers.size;
  expect(runAgain).toBeGreaterThanOrEqual(0);
  expect(runAgain).toBeLessThanOrEqual(ALL_AT_ONCE);
  const lost = shop.answers.size - (await promoted.command('DBSIZE'));
  expect(lost).toBeGreaterThanOrEqual(0);
  expect(lost).toBeLessThanOrEqual(ALL_AT_ONCE);
});
