'use strict';

const { newRequest, startFleet } = require('../../integration/ownership/fleet');
const { readText } = require('../../helpers/project');
const { LAST, lastRelease } = require('./packages');

const MINUTES = 60_000;
const REFUSED = { status: 503, error: 'LOCK_FAILED' };
const RAN = { status: 200, cached: false };

let folder;
let fleet;
let old;
let present;
beforeAll(async () => {
  folder = lastRelease();
  fleet = await startFleet(0, { leaseS: 30 });
  old = await fleet.add(undefined, folder);
  present = await fleet.add();
}, 15 * MINUTES);

test('the last release is 0.1.0, whose records this version does not share', () => {
  expect(LAST).toMatchObject({ version: '0.1.0', sharesRecords: false });
});

describe('an upgrade from 0.1.0 as the changelog says', () => {
  test('begins with the end of all old processes', () => {
    expect(readText('CHANGELOG.md')).toMatch(/^\d\. \*\*Stop all old processes\*\*/m);
  });

  test('with the same prefix never runs a key again that the old version has finished, also in its drain', async () => {
    const leaving = await fleet.add(undefined, folder);
    const sent = newRequest();
    const { answered } = await fleet.stopAt('during', leaving, '/retry', sent);
    const closed = leaving.client.post('/close', { body: { drain: 20_000 } });
    await leaving.client.post('/go-on');
    expect(await answered).toMatchObject(RAN);
    expect(await closed).toMatchObject({ status: 200 });
    await leaving.process.kill();
    expect(await present.client.post('/retry', sent)).toMatchObject(REFUSED);
    expect(await fleet.ledger(sent.key)).toHaveLength(1);
  });

  test('with a new prefix runs a key of the old version again, as another effect', async () => {
    const elsewhere = await fleet.add({ prefix: 'new' });
    const sent = newRequest();
    const first = await old.client.post('/retry', sent);
    const second = await elsewhere.client.post('/retry', sent);
    const third = await elsewhere.client.post('/retry', sent);
    expect(first).toMatchObject(RAN);
    expect(second).toMatchObject({ ...RAN, json: { attempt: 1 } });
    expect(third).toMatchObject({ status: 200, cached: true, json: second.json });
    const [one, other, ...more] = await fleet.ledger(sent.key);
    expect(one.effectId).not.toBe(other.effectId);
    expect(more).toEqual([]);
  });
});

describe('with 0.1.0 under the same prefix', () => {
  const DIRECTIONS = [
    ['0.1.0', 'this version', () => [old, present]],
    ['this version', '0.1.0', () => [present, old]],
  ];

  test.each(DIRECTIONS)(
    'a key that %s has finished is 503 at %s and does not run',
    async (...args) => {
      const [one, other] = args[2]();
      const sent = newRequest();
      expect(await one.client.post('/retry', sent)).toMatchObject(RAN);
      expect(await other.client.post('/retry', sent)).toMatchObject(REFUSED);
      expect(await fleet.ledger(sent.key)).toHaveLength(1);
    },
  );

  test('a key that this version runs is 503 at 0.1.0 and does not run', async () => {
    const sent = newRequest();
    const { answered } = await fleet.stopAt('during', present, '/retry', sent);
    expect(await old.client.post('/retry', sent)).toMatchObject(REFUSED);
    await present.client.post('/go-on');
    expect(await answered).toMatchObject(RAN);
    expect(await fleet.ledger(sent.key)).toHaveLength(1);
  });

  test('a key that 0.1.0 has finished under a path with capitals is new to this version', async () => {
    const sent = newRequest();
    expect(await old.client.post('/Retry', sent)).toMatchObject(RAN);
    expect(await present.client.post('/Retry', sent)).toMatchObject(RAN);
    expect(await fleet.ledger(sent.key)).toHaveLength(2);
  });

  // The reason to stop all old processes first: this version does not look for the locks of 0.1.0.
  test('a key that 0.1.0 still runs is run by this version as well', async () => {
    const sent = newRequest();
    const { answered } = await fleet.stopAt('during', old, '/retry', sent);
    expect(await present.client.post('/retry', sent)).toMatchObject(RAN);
    await old.client.post('/go-on');
    await answered;
    expect(await fleet.ledger(sent.key)).toHaveLength(2);
  });
});
