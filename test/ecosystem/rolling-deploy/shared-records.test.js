'use strict';

const { race } = require('../../helpers/race');
const { until } = require('../../helpers/until');
const { isInProgress, newRequest, startFleet } = require('../../integration/ownership/fleet');
const {
  testRetriesElsewhere,
  waitElsewhere,
} = require('../../integration/ownership/retries-elsewhere');
const { generateIdempotencyKey: newKey } = require('../../../lib');
const { LAST, copyOfThisVersion, lastRelease } = require('./packages');

// Every release shares its records with the next one, from 0.2.0 on. A second copy stands for such a release: its code is another
// file, its binary another library, and nothing but Redis joins them.
const OTHERS = [['another copy of this version', copyOfThisVersion]];
if (LAST.sharesRecords) OTHERS.push([`release ${LAST.version}`, lastRelease]);

const MINUTES = 60_000;
const KEYS = 40;
jest.setTimeout(4 * MINUTES);

const PATIENT = { budgetMs: 25_000, commandTimeoutMs: 25_000 };
const ORDERS = 20;

describe.each(OTHERS)('with %s on the same Redis', (_, findPackage) => {
  let folder;
  let fleet;
  let apps;
  beforeAll(async () => {
    folder = findPackage();
    fleet = await startFleet(0, { leaseS: 2, options: PATIENT });
    apps = { other: await fleet.add(undefined, folder), present: await fleet.add() };
  }, 15 * MINUTES);

  const start = (version) => fleet.add(undefined, version === 'other' ? folder : undefined);

  describe.each([
    ['other', 'present'],
    ['present', 'other'],
  ])('a key that the %s version began and the %s one is asked for', (first, second) => {
    const places = () => ({ fleet, one: apps[first], other: apps[second] });
    testRetriesElsewhere(places);

    test('is answered to a retry that waits there', async () => {
      const [ran, waited] = await waitElsewhere(places());
      expect(waited).toMatchObject({ status: 200, cached: true, json: ran.json });
    });

    test("runs again after kill -9 as the second attempt of the same effect, with 'retry'", async () => {
      const { sent, line } = await killOwner(first, '/retry');
      const decided = await decidedBy(apps[second], '/retry', sent);
      expect(decided).toMatchObject({
        status: 200,
        cached: false,
        json: { attempt: 2, effectId: line.effectId },
      });
      const replay = await apps[first].client.post('/retry', sent);
      expect(replay).toMatchObject({ status: 200, cached: true, json: decided.json });
    });

    test("stays unknown after kill -9 until an operator settles it, with 'conflict'", async () => {
      const { sent } = await killOwner(first, '/conflict');
      const decided = await decidedBy(apps[second], '/conflict', sent);
      expect(decided).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
      expect(await fleet.ledger(sent.key)).toHaveLength(1);
      const [{ id }] = await fleet.store.find(sent.key);
      expect(await fleet.store.resolve({ id }, { result: 'settled' })).toBe(true);
      for (const { client } of [apps[first], apps[second]]) {
        const settled = await client.post('/conflict', sent);
        expect(settled).toMatchObject({ status: 200, cached: true, json: 'settled' });
      }
    });
  });

  /** A process of a version is killed after its effect, before its result is stored. */
  async function killOwner(version, route) {
    const victim = await start(version);
    const sent = newRequest();
    const { line } = await fleet.stopAt('during', victim, route, sent);
    await victim.process.kill();
    return { sent, line };
  }

  function decidedBy({ client }, route, sent) {
    return until(async () => {
      const answer = await client.post(route, sent);
      return !isInProgress(answer) && answer;
    }, 'the key is decided');
  }

  test('one of the requests that race over both versions runs', async () => {
    // On a busy machine a short lease would be over before some of them are answered.
    const racers = await startFleet(0, { leaseS: 30, options: PATIENT });
    const [{ client: one }, { client: two }] = [
      await racers.add(undefined, folder),
      await racers.add(),
    ];
    const keys = Array.from({ length: KEYS }, newKey);
    const races = await Promise.all(
      keys.map((key, i) => race(i % 2 === 0 ? [one, two] : [two, one], '/retry', key)),
    );
    expect(races.map(({ ran }) => ran.length)).toEqual(Array(KEYS).fill(1));
    for (const key of keys) expect(await racers.ledger(key)).toHaveLength(1);
  });

  /** Sends a request to any of `live` until it is answered, also if a process dies meanwhile. */
  async function buy(live, sent) {
    const answer = await until(async () => {
      const { client } = live[Math.floor(Math.random() * live.length)];
      const tried = await client.post('/retry', sent).catch(() => undefined);
      return tried?.status === 200 && tried;
    }, 'the request is answered');
    return { sent, answer };
  }

  /** One process takes the place of another, which is killed with requests in flight and one in the middle of its operation. */
  async function replace(live, leaving) {
    const held = newRequest();
    await fleet.stopAt('during', leaving, '/retry', held);
    const next = await start('present');
    const orders = Array.from({ length: ORDERS }, () => buy(live, newRequest()));
    await leaving.process.kill();
    live.splice(live.indexOf(leaving), 1, next);
    return Promise.all([...orders, buy(live, held)]);
  }

  test('a deploy that kills every process leaves one effect and one answer per key', async () => {
    const live = [await start('other'), await start('other')];
    const [one, two] = live;
    const orders = [...(await replace(live, one)), ...(await replace(live, two))];
    expect(orders.filter(({ answer }) => answer.json.attempt > 1).length).toBeGreaterThan(1);
    const ledger = await fleet.ledger();
    const replays = orders.map(({ sent }) => live[0].client.post('/retry', sent));
    for (const [i, replay] of (await Promise.all(replays)).entries()) {
      const { sent, answer } = orders[i];
      expect(replay).toMatchObject({ status: 200, cached: true });
      expect(replay.body.equals(answer.body)).toBe(true);
      const lines = ledger.filter(({ key }) => key === sent.key);
      expect(new Set(lines.map(({ effectId }) => effectId)).size).toBe(1);
      const attempts = lines.map(({ attempt }) => attempt);
      expect(attempts).toEqual([...new Set(attempts)].toSorted((a, b) => a - b));
    }
  });
});
