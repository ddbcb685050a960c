'use strict';

const { until } = require('../../helpers/until');
const { newRequest } = require('./fleet');

/**
 * Defines the tests of a key that one process began and that is sent again to another one, where both understand the records of
 * both. `places()` gives `{ fleet, one, other }` inside a test.
 */
function testRetriesElsewhere(places) {
  test('is replayed when it is done, byte for byte', async () => {
    const { fleet, one, other } = places();
    const sent = newRequest();
    const first = await one.client.post('/retry', sent);
    const retry = await other.client.post('/retry', sent);
    expect(first).toMatchObject({ status: 200, cached: false });
    expect(retry).toMatchObject({ status: 200, cached: true });
    expect(retry.body.equals(first.body)).toBe(true);
    expect(await fleet.ledger(sent.key)).toHaveLength(1);
  });

  test('is in progress while it runs', async () => {
    const { fleet, one, other } = places();
    const sent = newRequest();
    const { answered } = await fleet.stopAt('during', one, '/retry', sent);
    const { status, error } = await other.client.post('/retry', sent);
    expect({ status, error }).toEqual({ status: 409, error: 'REQUEST_IN_PROGRESS' });
    await one.client.post('/go-on');
    expect(await answered).toMatchObject({ status: 200, cached: false });
    const later = await other.client.post('/retry', sent);
    expect(later).toMatchObject({ status: 200, cached: true });
  });

  test('runs again as the same effect when it was freed', async () => {
    const { fleet, one, other } = places();
    const sent = newRequest();
    const failed = await one.client.post('/retry', { ...sent, headers: { 'X-Fail': 503 } });
    expect(failed.status).toBe(503);
    const retry = await other.client.post('/retry', sent);
    expect(retry).toMatchObject({ status: 200, cached: false, json: { attempt: 2 } });
    const effects = (await fleet.ledger(sent.key)).map(({ effectId }) => effectId);
    expect(effects).toHaveLength(2);
    expect(effects[1]).toBe(effects[0]);
  });

  test('is refused with 422 when its body is another one', async () => {
    const { one, other } = places();
    const sent = newRequest();
    await one.client.post('/retry', sent);
    const changed = { ...sent, body: { amount: 1 } };
    const { status, error } = await other.client.post('/retry', changed);
    expect({ status, error }).toEqual({ status: 422, error: 'IDEMPOTENCY_KEY_REUSED' });
  });
}

/** A request that one process runs and another one waits for: resolves to both answers. */
async function waitElsewhere({ fleet, one, other }) {
  const sent = newRequest();
  const { answered } = await fleet.stopAt('during', one, '/wait', sent);
  const waiting = other.client.post('/wait', sent);
  const channels = () => fleet.redis.command('PUBSUB', 'CHANNELS', 'idem:done:*');
  await until(async () => (await channels()).length > 0, 'the retry waits');
  await one.client.post('/go-on');
  return Promise.all([answered, waiting]);
}

module.exports = { testRetriesElsewhere, waitElsewhere };
