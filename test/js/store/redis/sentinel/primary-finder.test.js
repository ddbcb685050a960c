'use strict';

const { PrimaryFinder } = require('../../../../../lib/store/redis/sentinel/primary-finder.js');
const { atEnd } = require('../../../../helpers/cleanups');
const { patient } = require('../../../../helpers/patience');
const { startScriptedSentinels } = require('../../../../helpers/scripted-sentinel');
const { until } = require('../../../../helpers/until');

const OLD = { host: '127.0.0.1', port: 7001 };
const NEW = { host: '127.0.0.1', port: 7002 };

const CONNECT_TIMEOUT_MS = patient(3000);

/** A finder that asks `sentinels`, of which it is told `listed`. */
function finderOf(sentinels, { listed = sentinels, onFailure = () => {} } = {}) {
  const finder = new PrimaryFinder(
    {
      sentinels: listed.map(({ place }) => place),
      name: 'mymaster',
      sentinelUsername: '',
      sentinelPassword: '',
      sentinelTls: false,
    },
    CONNECT_TIMEOUT_MS,
    onFailure,
  );
  atEnd(() => finder.close());
  return finder;
}

const found = async (finder) => {
  const place = await finder.find();
  return place && { host: place.host, port: place.port };
};

/** A connection as the finder knows it, to the place that it gave. */
function callTo(finder, place) {
  const call = { place, hangUp: jest.fn(() => finder.ended(call)) };
  finder.began(call);
  return call;
}

describe('a finder of the primary', () => {
  test('believes the sentinel of the highest epoch, though most are stale', async () => {
    const sentinels = await startScriptedSentinels(3);
    sentinels.forEach((sentinel, i) =>
      sentinel.say(i === 2 ? { ...NEW, epoch: 8 } : { ...OLD, epoch: 7 }),
    );
    const finder = finderOf(sentinels);
    await until(async () => (await found(finder)).port === NEW.port, 'the newest answer counts');
    expect(await found(finder)).toEqual(NEW);
  });

  test('believes most of those that name one epoch', async () => {
    const sentinels = await startScriptedSentinels(3);
    sentinels.forEach((sentinel, i) => sentinel.say({ ...(i === 0 ? OLD : NEW), epoch: 7 }));
    sentinels[0].say(undefined);
    const finder = finderOf(sentinels);
    expect(await found(finder)).toEqual(NEW);
    expect(finder.lastError).toBeNull();
  });

  test('takes the address of sentinels that tell no epoch', async () => {
    const sentinels = await startScriptedSentinels(2);
    for (const sentinel of sentinels) sentinel.say({ ...NEW, epoch: null });
    expect(await found(finderOf(sentinels))).toEqual(NEW);
  });

  test('takes one answer when the others are silent', async () => {
    const sentinels = await startScriptedSentinels(3);
    sentinels[1].say({ ...NEW, epoch: 1 });
    expect(await found(finderOf(sentinels))).toEqual(NEW);
  });

  test('lets one stale sentinel, that is left alone, undo nothing', async () => {
    const sentinels = await startScriptedSentinels(3);
    for (const sentinel of sentinels) sentinel.say({ ...NEW, epoch: 8 });
    const finder = finderOf(sentinels);
    await found(finder);
    sentinels.forEach((sentinel, i) => sentinel.say(i === 0 ? { ...OLD, epoch: 7 } : undefined));
    expect(await found(finder)).toEqual(NEW);
  });

  test('believes most sentinels in the end, if they began anew', async () => {
    const sentinels = await startScriptedSentinels(3);
    for (const sentinel of sentinels) sentinel.say({ ...NEW, epoch: 8 });
    const finder = finderOf(sentinels);
    await found(finder);
    for (const sentinel of sentinels) sentinel.say({ ...OLD, epoch: 0 });
    expect(await found(finder)).toEqual(NEW);
    await until(async () => (await found(finder)).port === OLD.port, 'they are believed');
  });

  test('hangs up on a server that is the primary no more, when a sentinel has news', async () => {
    const sentinels = await startScriptedSentinels(3);
    for (const sentinel of sentinels) sentinel.say({ ...OLD, epoch: 7 });
    const finder = finderOf(sentinels);
    const call = callTo(finder, await found(finder));
    await until(() => sentinels.every(({ listeners }) => listeners === 1), 'all are listened to');
    sentinels[1].publish();
    await until(() => sentinels[0].asked >= 2, 'they are asked again');
    expect(call.hangUp).not.toHaveBeenCalled();
    sentinels[2].say({ ...NEW, epoch: 8 });
    sentinels[2].publish();
    await until(() => call.hangUp.mock.calls.length > 0, 'it hangs up');
    expect(await found(finder)).toEqual(NEW);
  });

  test('tells of another primary once, when it has hung up on the one before', async () => {
    const [sentinel] = await startScriptedSentinels(1);
    sentinel.say({ ...OLD, epoch: 7 });
    const finder = finderOf([sentinel]);
    const told = [];
    finder.onSwitch = () => told.push('another primary');
    const place = await found(finder);
    callTo(finder, place).hangUp.mockImplementation(() => told.push('hung up'));
    await found(finder);
    expect(told).toEqual([]);
    sentinel.say({ ...NEW, epoch: 8 });
    await found(finder);
    await found(finder);
    expect(told.filter((each) => each === 'another primary')).toHaveLength(1);
    expect(told[0]).toBe('hung up');
  });

  test('hears news that come in pieces', async () => {
    const [sentinel] = await startScriptedSentinels(1);
    sentinel.say({ ...OLD, epoch: 7 });
    const finder = finderOf([sentinel]);
    const call = callTo(finder, await found(finder));
    await until(() => sentinel.listeners === 1, 'it is listened to');
    sentinel.say({ ...NEW, epoch: 8 });
    for (const piece of '*3\r\n$7\r\nmessage\r\n$14\r\n+switch-master\r\n$1\r\nx\r\n') {
      sentinel.publish(piece);
      await new Promise(setImmediate);
    }
    await until(() => call.hangUp.mock.calls.length > 0, 'it hangs up');
  });

  test('listens again to a sentinel that hung up', async () => {
    const [sentinel] = await startScriptedSentinels(1);
    sentinel.say({ ...OLD, epoch: 7 });
    const finder = finderOf([sentinel]);
    await found(finder);
    await until(() => sentinel.listeners === 1, 'it is listened to');
    sentinel.hangUp();
    await until(() => sentinel.listeners === 0, 'nobody listens');
    await until(() => sentinel.listeners === 1, 'it is listened to again');
  });

  test('asks sentinels that the listed ones know, each once', async () => {
    const sentinels = await startScriptedSentinels(3);
    const peers = sentinels.map(({ place, port }) => ({ ...place, id: `id-${port}` }));
    const twin = { host: 'localhost', port: sentinels[0].port, id: `id-${sentinels[0].port}` };
    for (const sentinel of sentinels) sentinel.say({ ...OLD, epoch: 7, peers: [...peers, twin] });
    const finder = finderOf(sentinels, { listed: sentinels.slice(0, 1) });
    await found(finder);
    await found(finder);
    await until(() => sentinels.every(({ listeners }) => listeners === 1), 'all are listened to');
  });

  test('asks nine at most', async () => {
    const sentinels = await startScriptedSentinels(11);
    const peers = sentinels.map(({ place, port }) => ({ ...place, id: `id-${port}` }));
    for (const sentinel of sentinels) sentinel.say({ ...OLD, epoch: 7, peers });
    const finder = finderOf(sentinels, { listed: sentinels.slice(0, 1) });
    await found(finder);
    await found(finder);
    const asked = () => sentinels.filter((sentinel) => sentinel.asked > 0).length;
    await until(() => asked() >= 9, 'nine are asked');
    await found(finder);
    expect(asked()).toBe(9);
  });

  test('gives the last primary while nobody answers, and says that nobody does', async () => {
    const sentinels = await startScriptedSentinels(2);
    for (const sentinel of sentinels) sentinel.say({ ...OLD, epoch: 7 });
    const finder = finderOf(sentinels);
    await found(finder);
    for (const sentinel of sentinels) sentinel.say(undefined);
    expect(await found(finder)).toEqual(OLD);
    expect(finder.lastError).toBe('SENTINELS_DOWN');
  });

  test('gives no place if nobody ever told one, and says why', async () => {
    const [silent, ignorant] = await startScriptedSentinels(2);
    ignorant.say({});
    const onFailure = jest.fn();
    const finder = finderOf([silent, ignorant], { onFailure });
    expect(await found(finder)).toBeUndefined();
    const [[why]] = onFailure.mock.calls;
    expect(why).toContain(`127.0.0.1:${ignorant.port} knows no such name`);
    expect(why).toContain(`127.0.0.1:${silent.port} REPLY_LOST`);
  });
});
