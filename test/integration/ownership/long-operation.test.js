'use strict';

const { until } = require('../../helpers/until');
const { addressOf, newRequest, startFleet } = require('./fleet');

const LEASE_S = 0.5;
const LEASES = 10;
const DUPLICATES = 20;

/** Sends a request again from many clients at once, to any processes; gives what they are told, each thing once. */
async function duplicate(fleet, route, sent) {
  const answers = await Promise.all(
    Array.from({ length: DUPLICATES }, () => fleet.pick().post(route, sent)),
  );
  return [...new Set(answers.map(({ status, cached, text }) => `${status} ${cached} ${text}`))];
}

test('an operation of ten leases runs once, renewed, while twenty duplicates see 409', async () => {
  const fleet = await startFleet(3, { leaseS: LEASE_S });
  const [owner] = fleet.apps;
  const sent = newRequest();
  const { answered } = await fleet.stopAt('before', owner, '/retry', sent);
  const beganAt = performance.now();
  const early = await duplicate(fleet, '/retry', sent);
  const states = new Set();
  await until(async () => {
    const { state, attempt } = await fleet.store.inspect(addressOf('/retry', sent));
    states.add(`${state} ${attempt}`);
    return performance.now() - beganAt > LEASES * fleet.leaseMs;
  }, 'ten leases have passed');
  const late = await duplicate(fleet, '/retry', sent);
  await owner.client.post('/go-on');
  const own = await answered;

  for (const seen of [early, late]) {
    expect(seen).toEqual([expect.stringMatching(/^409 .*REQUEST_IN_PROGRESS/)]);
  }
  expect([...states]).toEqual(['running 1']);
  expect(own).toMatchObject({ status: 200, cached: false });
  expect(await duplicate(fleet, '/retry', sent)).toEqual([`200 true ${own.text}`]);
  expect(await fleet.ledger(sent.key)).toHaveLength(1);
});
