'use strict';

const { createStore, generateIdempotencyKey: newKey } = require('onceonly');
const { serveCaptured } = require('../../helpers/captured');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { onEachExpress } = require('../../helpers/express-versions');
const { retryUntilDecided, startHangingOwner } = require('../../helpers/hanging-owner');

const LEASE_S = 0.5;

onEachExpress((express, expressName) => {
  let url;
  let store;

  beforeAll(async () => {
    url = (await sharedRedis()).url;
    store = createStore({ redis: url });
    atEnd(() => store.close());
  });

  /** The process that runs a handler is killed in the middle of it; gives what the retries come to. */
  async function afterCrash(options) {
    const sent = { key: newKey(), body: { amount: 1 } };
    const place = { expressName, url, leaseS: LEASE_S };
    const owner = await startHangingOwner('hang-captured', place, sent);
    await owner.kill();
    const runs = jest.fn((req, res) => res.status(201).json({ ran: true }));
    const client = await serveCaptured(express, { store, lockTTL: LEASE_S, ...options }, runs);
    const { decided } = await retryUntilDecided(client, sent);
    return { decided, retry: () => client.post('/run', sent), runs };
  }

  test('a handler whose process died is not run again: its outcome is not known', async () => {
    const { decided, retry, runs } = await afterCrash();
    expect(decided).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
    expect(await retry()).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
    expect(runs).not.toHaveBeenCalled();
  });

  test("a handler whose process died is run again with onAbandoned: 'retry'", async () => {
    const { decided, retry, runs } = await afterCrash({ onAbandoned: 'retry' });
    expect(decided).toMatchObject({ status: 201, cached: false });
    expect(await retry()).toMatchObject({ status: 201, cached: true });
    expect(runs).toHaveBeenCalledTimes(1);
  });

  test('an app that finds out the answer has it sent again', async () => {
    const headers = { 'content-type': 'text/plain', Location: '/orders/7', 'Set-Cookie': 'a=b' };
    const result = { status: 202, headers, body: 'found' };
    const onAbandoned = jest.fn(async () => ({ status: 'completed', result }));
    const { decided, retry, runs } = await afterCrash({ onAbandoned });
    for (const answer of [decided, await retry()]) {
      expect(answer).toMatchObject({ status: 202, text: 'found', cached: true });
      expect(answer.headers).toMatchObject({ 'content-type': 'text/plain', location: '/orders/7' });
      expect(answer.headers).not.toHaveProperty('set-cookie');
    }
    expect(onAbandoned).toHaveBeenCalledTimes(1);
    expect(runs).not.toHaveBeenCalled();
  });

  test.each([
    ['no response', 'found'],
    ['no status', { body: 'found' }],
    ['no bytes', { status: 200, body: { found: true } }],
    ['a header that would split it', { status: 200, headers: { ETag: 'a\r\nb: c' } }],
  ])('an app that finds out no response leaves the outcome unknown: %s', async (what, result) => {
    const onAbandoned = async () => ({ status: 'completed', result });
    const { decided, runs } = await afterCrash({ onAbandoned });
    expect(decided).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
    expect(runs).not.toHaveBeenCalled();
  });
});
