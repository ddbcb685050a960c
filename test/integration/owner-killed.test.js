'use strict';

const { createStore, generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { atEnd } = require('../helpers/cleanups');
const { sharedRedis } = require('../helpers/each-store');
const { onEachExpress } = require('../helpers/express-versions');
const { retryUntilDecided, startHangingOwner } = require('../helpers/hanging-owner');

const LEASE_S = 0.5;

onEachExpress((express, expressName) => {
  let url;
  let store;

  beforeAll(async () => {
    url = (await sharedRedis()).url;
    store = createStore({ redis: url });
    atEnd(() => store.close());
  });

  /** A process begins the operation of a key and is killed in the middle of it; gives what that operation was told. */
  async function killOwner(sent) {
    const owner = await startHangingOwner('hang', { expressName, url, leaseS: LEASE_S }, sent);
    await owner.kill();
    return JSON.parse(owner.context);
  }

  test('after a crash a retry takes over as the second attempt of the same effect', async () => {
    const sent = { key: newKey(), body: { amount: 1 } };
    const first = await killOwner(sent);
    const operation = jest.fn(async (req, { effectId, attempt, fence }) => ({
      effectId,
      attempt,
      fence,
    }));
    const client = await serveRoute(express, { store, lockTTL: LEASE_S }, operation);
    const { waiting, decided } = await retryUntilDecided(client, sent);
    expect(waiting.length).toBeGreaterThan(0);
    for (const { headers } of waiting) expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(decided).toMatchObject({ status: 200, cached: false });
    expect(first.attempt).toBe(1);
    expect(decided.json).toMatchObject({ effectId: first.effectId, attempt: 2 });
    expect(decided.json.fence).toBeGreaterThan(first.fence);
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, cached: true });
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('another body is refused while the outcome of the first is unknown', async () => {
    const sent = { key: newKey(), body: { amount: 1 } };
    await killOwner(sent);
    const operation = jest.fn(async () => 'ran');
    const client = await serveRoute(express, { store, lockTTL: LEASE_S }, operation);
    const other = await client.post('/run', { ...sent, body: { amount: 2 } });
    expect(other).toMatchObject({ status: 422, error: 'IDEMPOTENCY_KEY_REUSED' });
    expect(operation).not.toHaveBeenCalled();
  });

  test("a retry is told that the outcome is unknown with onAbandoned 'conflict'", async () => {
    const sent = { key: newKey(), body: { amount: 1 } };
    await killOwner(sent);
    const operation = jest.fn(async () => 'ran');
    const options = { store, lockTTL: LEASE_S, onAbandoned: 'conflict' };
    const client = await serveRoute(express, options, operation);
    const { decided } = await retryUntilDecided(client, sent);
    expect(decided).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
    expect(decided.json.retryable).toBe(false);
    expect(await client.post('/run', sent)).toMatchObject({
      status: 409,
      error: 'OUTCOME_UNKNOWN',
    });
    expect(operation).not.toHaveBeenCalled();
  });
});
