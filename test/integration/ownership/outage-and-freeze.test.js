'use strict';

const { until } = require('../../helpers/until');
const { atEnd } = require('../../helpers/cleanups');
const { newRequest, startFleet } = require('./fleet');

const LEASE_S = 0.5;

let fleet;
let owner;
/** What the request of the owner, the one that took over and the retries got, and what the owner printed. */
const seen = {};

beforeAll(async () => {
  fleet = await startFleet(2, { leaseS: LEASE_S });
  const { redis } = fleet;
  atEnd(() => redis.resume());
  const others = fleet.apps;
  owner = await fleet.add();
  const sent = newRequest();
  const { answered } = await fleet.stopAt('after', owner, '/retry', sent);
  redis.pause();
  // When a request is refused the owner has no connection left on which a result could wait for Redis.
  seen.refused = await owner.client.post('/retry', newRequest());
  await owner.client.post('/go-on');
  seen.own = await answered;
  owner.process.signal('SIGSTOP');
  redis.resume();
  seen.next = await until(async () => {
    others.push(others.shift());
    const answer = await others[0].client.post('/retry', sent);
    return answer.status === 200 && answer;
  }, 'the key is taken over');
  const told = owner.process.firstMatch(/^event (result-conflict|stored-late) (\d)$/);
  owner.process.signal('SIGCONT');
  seen.told = (await told).slice(1);
  seen.retries = await Promise.all(fleet.apps.map(({ client }) => client.post('/retry', sent)));
  seen.ledger = await fleet.ledger(sent.key);
});

describe('an owner whose result comes in an outage longer than its lease, and that freezes before Redis is back', () => {
  test('answers its client, and says that the result is not stored', () => {
    expect(seen.refused.status).toBe(503);
    expect(seen.own).toMatchObject({ status: 200, json: { attempt: 1 } });
    expect(seen.own.headers['idempotency-status']).toBe('not-stored');
  });

  test('is followed by the second attempt of the same effect', () => {
    expect(seen.next).toMatchObject({ status: 200, cached: false, json: { attempt: 2 } });
    expect(seen.ledger.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(seen.ledger[0].effectId).toBe(seen.ledger[1].effectId);
  });

  test('hears of the conflict, and every retry gets the result that is stored', () => {
    expect(seen.told).toEqual(['result-conflict', '1']);
    expect(seen.retries).toHaveLength(3);
    for (const retry of seen.retries) {
      expect(retry).toMatchObject({ status: 200, cached: true });
      expect(retry.body.equals(seen.next.body)).toBe(true);
    }
  });
});
