'use strict';

const { until } = require('../../helpers/until');
const { addressOf, newRequest, startFleet } = require('./fleet');

const LEASE_S = 0.5;
const LEASES = 10;
const DUPLICATES = 20;
const ROUTES = ['/retry', '/wait'];

let fleet;
/** By route: the request, its own answer, what inspections have shown, and the duplicates. */
const seen = {};

// Two operations run for ten leases beside each other: one whose duplicates are refused and one for which they wait.
beforeAll(async () => {
  fleet = await startFleet(3, { leaseS: LEASE_S });
  const [owner] = fleet.apps;
  const running = await Promise.all(
    ROUTES.map(async (route) => {
      seen[route] = { sent: newRequest(), states: new Set() };
      return fleet.stopAt('before', owner, route, seen[route].sent);
    }),
  );
  const beganAt = performance.now();
  seen['/retry'].early = await Promise.all(duplicate('/retry'));
  const waiting = duplicate('/wait');
  let answered = 0;
  for (const each of waiting) each.then(() => (answered += 1));
  await until(async () => {
    for (const route of ROUTES) await noteState(route);
    return performance.now() - beganAt > LEASES * fleet.leaseMs;
  }, 'ten leases have passed');
  seen['/retry'].late = await Promise.all(duplicate('/retry'));
  seen['/wait'].answeredInTime = answered;
  await owner.client.post('/go-on');
  for (const [i, route] of ROUTES.entries()) seen[route].own = await running[i].answered;
  seen['/wait'].waited = await Promise.all(waiting);
});

/** Sends a request again from many clients at once, to any processes. */
function duplicate(route) {
  return Array.from({ length: DUPLICATES }, () => fleet.pick().post(route, seen[route].sent));
}

async function noteState(route) {
  const { state, attempt } = await fleet.store.inspect(addressOf(route, seen[route].sent));
  seen[route].states.add(`${state} ${attempt}`);
}

test.each(ROUTES)('an operation of ten leases on %s is renewed and runs once', async (route) => {
  const { sent, states, own } = seen[route];
  expect([...states]).toEqual(['running 1']);
  expect(own).toMatchObject({ status: 200, cached: false, json: { attempt: 1 } });
  expect(await fleet.ledger(sent.key)).toHaveLength(1);
  for (const answer of await Promise.all(duplicate(route))) {
    expect(answer).toMatchObject({ status: 200, cached: true });
    expect(answer.body.equals(own.body)).toBe(true);
  }
});

test('its twenty duplicates see 409, at its begin and after ten leases', () => {
  const { early, late } = seen['/retry'];
  expect([...early, ...late]).toHaveLength(2 * DUPLICATES);
  for (const answer of [...early, ...late]) {
    expect(answer).toMatchObject({ status: 409, error: 'REQUEST_IN_PROGRESS' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  }
});

test('its twenty duplicates that wait get its result', () => {
  const { answeredInTime, waited, own } = seen['/wait'];
  expect(answeredInTime).toBe(0);
  expect(waited).toHaveLength(DUPLICATES);
  for (const answer of waited) {
    expect(answer).toMatchObject({ status: 200, cached: true });
    expect(answer.body.equals(own.body)).toBe(true);
  }
});
