'use strict';

const { until } = require('../../helpers/until');
const { addressOf, newRequest, startFleet } = require('./fleet');

const RESULT_TTL_S = 0.2;
const MINUTE_S = 60;

/** Retries at any process until `ms` have passed; gives what was answered, each thing once. */
async function retryFor(fleet, ms, route, sent) {
  const since = performance.now();
  const seen = new Set();
  await until(async () => {
    const { status, error } = await fleet.pick().post(route, sent);
    seen.add(`${status} ${error}`);
    return performance.now() - since > ms;
  }, 'the time has passed');
  return [...seen];
}

test('an abandoned key keeps its unknown outcome for longer than a result is kept', async () => {
  const options = { resultTTL: RESULT_TTL_S, abandonedTTL: MINUTE_S };
  const fleet = await startFleet(2, { leaseS: 0.5, options });
  const [victim] = fleet.apps;
  const sent = newRequest();
  await fleet.stopAt('during', victim, '/conflict', sent);
  await victim.process.kill();
  await fleet.retryUntilDecided('/conflict', sent);
  const seen = await retryFor(fleet, 5 * RESULT_TTL_S * 1000, '/conflict', sent);
  expect(seen).toEqual(['409 OUTCOME_UNKNOWN']);
  expect(await fleet.ledger(sent.key)).toHaveLength(1);
  const { id } = await fleet.store.inspect(addressOf('/conflict', sent));
  const left = await fleet.redis.command('PTTL', `idem:result:{${id}}`);
  expect(left).toBeGreaterThan((MINUTE_S / 2) * 1000);
  expect(left).toBeLessThanOrEqual(MINUTE_S * 1000);
});

describe('results that are kept for less than a lease', () => {
  const LEASE_S = 1;
  let fleet;

  beforeAll(async () => {
    const options = { resultTTL: RESULT_TTL_S, abandonedTTL: RESULT_TTL_S };
    fleet = await startFleet(2, { leaseS: LEASE_S, options });
  });

  test('give a running key no second owner', async () => {
    const owner = await fleet.add();
    const sent = newRequest();
    const { answered } = await fleet.stopAt('during', owner, '/retry', sent);
    const seen = await retryFor(fleet, 10 * RESULT_TTL_S * 1000, '/retry', sent);
    await owner.client.post('/go-on');
    expect(seen).toEqual(['409 REQUEST_IN_PROGRESS']);
    expect(await answered).toMatchObject({ status: 200, cached: false });
    expect(await fleet.ledger(sent.key)).toHaveLength(1);
  });

  test('leave the record of an abandoned attempt', async () => {
    const victim = await fleet.add();
    const sent = newRequest();
    await fleet.stopAt('during', victim, '/retry', sent);
    await victim.process.kill();
    const answers = await fleet.retryUntilDecided('/retry', sent);
    expect(answers.length).toBeGreaterThan(1);
    expect(answers.at(-1)).toMatchObject({ status: 200, json: { attempt: 2 } });
    expect((await fleet.ledger(sent.key)).map(({ attempt }) => attempt)).toEqual([1, 2]);
  });
});
