'use strict';

const { IdempotencyHandler, generateIdempotencyKey } = require('../..');

const { until } = require('../helpers/until.js');

const LEASE_S = 1;

/**
 * A message whose key a plain run has left, as a process does that dies in its operation: nothing renews the lease any more. `place`:
 * `{ openStore, inTransaction }`; `inTransaction(work)` runs `work(tx)`, commits, and rolls back what rejects.
 */
class AbandonedMessage {
  #place;
  key = generateIdempotencyKey();

  constructor(place) {
    this.#place = place;
    this.store = place.openStore();
  }

  async abandon() {
    this.since = performance.now();
    const owner = this.#place.openStore();
    const handler = new IdempotencyHandler({ store: owner, lockTTL: LEASE_S });
    await new Promise((resolve) => {
      handler.execute(this.key, 1, () => new Promise(resolve)).catch(() => {});
    });
    await owner.close();
  }

  /** Handles the message in a transaction of the app. */
  consume(run, options) {
    const handler = new IdempotencyHandler({ store: this.store, ...options });
    return this.#place.inTransaction((tx) =>
      handler.execute(this.key, 1, run, { transaction: tx }),
    );
  }

  /** What comes of the message, which is sent again while its key is held: `{ result, cached }` or the error. */
  decided(run, options) {
    const once = () => this.consume(run, options).catch((error) => error);
    const isDecided = async () => {
      const outcome = await once();
      return outcome.code !== 'REQUEST_IN_PROGRESS' && outcome;
    };
    return until(isDecided, 'the lease of the abandoned run is over');
  }
}

/** A test of the message alone. `open()` gives the `place` of an AbandonedMessage. */
function testTakeover(open) {
  test('is taken over without a request in another form', async () => {
    const message = new AbandonedMessage(open());
    await message.abandon();
    const seen = [];
    const run = ({ attempt, isRecovery }) => seen.push([attempt, isRecovery]);
    expect(await message.decided(run)).toEqual({ result: 1, cached: false });
    expect(seen).toEqual([[2, true]]);
    expect(await message.consume(run)).toEqual({ result: 1, cached: true });
  });
}

/** The same, and what the options say. */
function testAbandoned(open) {
  testTakeover(open);

  let message;
  beforeEach(async () => {
    message = new AbandonedMessage(open());
    await message.abandon();
  });
  const decided = (run, options) => message.decided(run, options);

  test('is held until its lease and half of it are over', async () => {
    await decided(() => 1);
    expect(performance.now() - message.since).toBeGreaterThan(LEASE_S * 1450);
  });

  test('is never taken over by the policy conflict', async () => {
    const run = jest.fn();
    const outcome = await decided(run, { onAbandoned: 'conflict' });
    expect([outcome.code, run.mock.calls]).toEqual(['OUTCOME_UNKNOWN', []]);
  });

  test('has the result that onAbandoned finds', async () => {
    const run = jest.fn();
    const onAbandoned = jest.fn(async () => ({ status: 'completed', result: 'found' }));
    expect(await decided(run, { onAbandoned })).toEqual({ result: 'found', cached: true });
    expect(await message.consume(run)).toEqual({ result: 'found', cached: true });
    expect(onAbandoned).toHaveBeenCalledTimes(1);
    expect(run).not.toHaveBeenCalled();
  });

  test('runs when onAbandoned says that nothing was started', async () => {
    const onAbandoned = () => ({ status: 'not-started' });
    expect(await decided(() => 'ran', { onAbandoned })).toEqual({ result: 'ran', cached: false });
  });

  test.each([
    ['does not know', () => ({ status: 'unknown' })],
    [
      'fails',
      () => {
        throw new Error('the provider is away');
      },
    ],
    ['has no attempt left', () => ({ status: 'not-started' }), { maxAttempts: 1 }],
  ])('stays as it is when onAbandoned %s', async (_, onAbandoned, options = {}) => {
    const run = jest.fn(() => 'ran');
    const outcome = await decided(run, { onAbandoned, ...options });
    expect([outcome.code, run.mock.calls]).toEqual(['OUTCOME_UNKNOWN', []]);
    expect(await message.store.inspect({ key: message.key })).toMatchObject({
      state: 'unknown',
      attempt: 1,
    });
    expect(await decided(run)).toEqual({ result: 'ran', cached: false });
  });

  test('is abandoned again when the transaction of a takeover is rolled back', async () => {
    const fails = () => Promise.reject(new Error('no stock'));
    expect(await decided(fails)).toMatchObject({ message: 'no stock' });
    const run = ({ attempt, isRecovery }) => [attempt, isRecovery];
    expect((await decided(run)).result).toEqual([2, true]);
  });
}

module.exports = { testAbandoned, testTakeover };
