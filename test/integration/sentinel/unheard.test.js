'use strict';

const { patient } = require('../../helpers/patience');
const { startRedis } = require('../../helpers/redis-server');
const { startScriptedSentinels } = require('../../helpers/scripted-sentinel');
const { openStore } = require('../../helpers/shop');
const { until } = require('../../helpers/until');

// It asks every ten seconds, give or take a half.
const ASKED_BY_MS = patient(40_000);

jest.setTimeout(ASKED_BY_MS + 20_000);

test('a store finds a new primary of which no sentinel tells, though the old one serves on', async () => {
  const [before, after] = await Promise.all([startRedis(), startRedis()]);
  const [sentinel] = await startScriptedSentinels(1);
  sentinel.say({ port: before.port, epoch: 7 });
  const store = openStore({ sentinels: [sentinel.place], name: 'mymaster' });
  await store.store('a', 1);
  expect(await before.command('DBSIZE')).toBe(1);
  sentinel.say({ port: after.port, epoch: 8 });
  let count = 0;
  const isUsed = async () => {
    await store.store(`key ${count++}`, 1);
    return (await after.command('DBSIZE')) > 0;
  };
  await until(isUsed, 'the new primary is used', ASKED_BY_MS);
  expect(store.status()).toEqual({ state: 'ready', lastError: null });
});
