'use strict';

const { until } = require('../../helpers/until');
const { newRequest, startFleet } = require('./fleet');

const LEASE_S = 2;
const HELD = 10;
// Where the owner is when it is told to close: before its effect, in it, or with an outcome that it has not stored.
const POINTS = ['before', 'during', 'after'];

let fleet;
let owner;
let other;
/** The requests that are held, with when they were sent and their answers. */
let held;

beforeAll(async () => {
  fleet = await startFleet(2, { leaseS: LEASE_S });
  [owner, other] = fleet.apps;
  held = await Promise.all(
    Array.from({ length: HELD }, async (_, i) => {
      const sent = newRequest();
      const point = POINTS[i % POINTS.length];
      const stopped = await fleet.stopAt(point, owner, '/retry', sent);
      return { sent, point, answered: stopped.answered };
    }),
  );
});

test('the keys of operations that outlast the drain are nobody else’s until their leases are over', async () => {
  const closedAt = performance.now();
  const closed = await owner.client.post('/close', { body: { drain: 50 } });
  expect(closed.status).toBe(200);
  // Each was renewed after a third of its lease at the latest, so that two thirds of it are left at least.
  const isOwned = () => performance.now() - closedAt < (fleet.leaseMs * 2) / 3;
  let asked = 0;
  while (isOwned()) {
    const retries = await Promise.all(held.map(({ sent }) => other.client.post('/retry', sent)));
    if (!isOwned()) break;
    asked += 1;
    for (const retry of retries) {
      expect(retry).toMatchObject({ status: 409, error: 'REQUEST_IN_PROGRESS' });
    }
  }
  expect(asked).toBeGreaterThan(0);
});

test('the later results of such operations reach their clients, who are told that they are not stored', async () => {
  await owner.client.post('/go-on');
  for (const { answered } of held) {
    const answer = await answered;
    expect(answer).toMatchObject({ status: 200, json: { attempt: 1 } });
    expect(answer.headers['idempotency-status']).toBe('not-stored');
  }
});

test('later another process takes them over, as the second attempt of the same effect', async () => {
  for (const { sent } of held) {
    const decided = await until(async () => {
      const answer = await other.client.post('/retry', sent);
      return answer.status === 200 && answer;
    }, 'the key is taken over');
    expect(decided.json.attempt).toBe(2);
    const ledger = await fleet.ledger(sent.key);
    expect(ledger.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(ledger[0].effectId).toBe(ledger[1].effectId);
  }
});

test('operations that end within the drain run once, and every retry gets their results', async () => {
  const closing = await fleet.add();
  const requests = Array.from({ length: HELD }, newRequest);
  const stopped = await Promise.all(
    requests.map((sent) => fleet.stopAt('during', closing, '/retry', sent)),
  );
  const closed = closing.client.post('/close', { body: { drain: 20_000 } });
  await until(async () => {
    const answer = await closing.client.post('/retry', newRequest());
    return answer.status === 503;
  }, 'it refuses what is new');
  await closing.client.post('/go-on');
  expect((await closed).status).toBe(200);
  for (const [i, sent] of requests.entries()) {
    const own = await stopped[i].answered;
    expect(own).toMatchObject({ status: 200, cached: false });
    const retry = await other.client.post('/retry', sent);
    expect(retry).toMatchObject({ status: 200, cached: true });
    expect(retry.body.equals(own.body)).toBe(true);
    expect(await fleet.ledger(sent.key)).toHaveLength(1);
  }
});
