'use strict';

const {
  IdempotencyHandler,
  MemoryStore,
  RedisStore,
  generateIdempotencyKey: newKey,
} = require('onceonly');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { createGate } = require('../../helpers/gate');
const { until } = require('../../helpers/until');
const { addressOf, newRequest, startFleet } = require('./fleet');

const LEASE_MS = 300;
const FLEET_LEASE_S = 2;
const BODY = { amount: 1 };
// A client that has stood still takes its connection for dead, and needs the time for another one.
const BUDGET_MS = 20_000;
const cell = new Int32Array(new SharedArrayBuffer(4));

/** Blocks the event loop, as one long synchronous job does. */
function block(leases) {
  Atomics.wait(cell, 0, 0, leases * LEASE_MS);
}

function openHandler(store, onEvent) {
  const options = { lockTTL: LEASE_MS / 1000, budgetMs: BUDGET_MS };
  return new IdempotencyHandler({ store, onEvent, ...options });
}

const kinds = [
  ['the embedded store', async () => new MemoryStore()],
  ['Redis', async () => new RedisStore({ redis: (await sharedRedis()).url })],
];

describe.each(kinds)(
  'on %s, after the event loop was blocked for longer than a lease',
  (_, open) => {
    let store;
    let handler;
    let events;
    let held;

    beforeEach(async () => {
      store = await open();
      atEnd(() => store.close());
      events = [];
      const onEvent = ({ type }) => events.push(type);
      handler = openHandler(store, onEvent);
      held = await hold(handler);
    });

    /** An operation that runs; `end(value)` ends it. */
    async function hold(owner) {
      const [begun, ending] = [createGate(), createGate()];
      const key = newKey();
      const run = jest.fn(async () => {
        begun.open();
        return ending.passed;
      });
      const outcome = owner.execute(key, BODY, run);
      await begun.passed;
      return { key, run, outcome, end: ending.open };
    }

    /** Sends the request again and again with a stall before each, and no turn of the loop in between. */
    function retryInStalls(options) {
      const retries = [];
      for (const leases of [1.2, 0.7, 0.7, 1.2, 0.7]) {
        block(leases);
        retries.push(handler.execute(held.key, BODY, held.run, options));
      }
      return Promise.allSettled(retries);
    }

    test('no retry takes the key of an operation that runs in the same process', async () => {
      const retries = await retryInStalls();
      for (const { reason } of retries)
        expect(reason).toMatchObject({ code: 'REQUEST_IN_PROGRESS' });
      expect(held.run).toHaveBeenCalledTimes(1);
      held.end('paid');
      await expect(held.outcome).resolves.toEqual({ result: 'paid', cached: false });
      expect(events).not.toContain('taken-over');
      expect(events).not.toContain('not-stored');
    });

    test('requests that wait for it go on waiting, and get its result', async () => {
      const waiting = retryInStalls({ inProgress: 'wait' });
      await until(() => true, 'the loop turns');
      for (let stalls = 0; stalls < 3; stalls++) {
        block(1.2);
        await new Promise(setImmediate);
      }
      held.end('paid');
      for (const { value } of await waiting) {
        expect(value).toEqual({ result: 'paid', cached: true });
      }
      expect(held.run).toHaveBeenCalledTimes(1);
    });

    test('an operator who looks at once sees it run, and cannot settle it', async () => {
      block(1.2);
      await expect(store.inspect(held.key)).resolves.toMatchObject({ state: 'running' });
      block(1.2);
      const listed = await store.list();
      expect(listed.map(({ state }) => state)).toContain('running');
      block(1.2);
      const resolved = store.resolve(held.key, { free: true });
      await expect(resolved).rejects.toMatchObject({ code: 'REQUEST_IN_PROGRESS' });
      held.end('paid');
      await expect(held.outcome).resolves.toEqual({ result: 'paid', cached: false });
    });

    test('an operation of another store of the process keeps its key as well', async () => {
      const other = await open();
      atEnd(() => other.close());
      const beside = openHandler(other);
      const second = await hold(beside);
      for (const each of [1.2, 0.7, 0.7]) {
        block(each);
        const retries = [held, second].map(({ key, run }, i) =>
          [handler, beside][i].execute(key, BODY, run),
        );
        for (const { reason } of await Promise.allSettled(retries)) {
          expect(reason).toMatchObject({ code: 'REQUEST_IN_PROGRESS' });
        }
      }
      for (const { run, end, outcome } of [held, second]) {
        expect(run).toHaveBeenCalledTimes(1);
        end('paid');
        await expect(outcome).resolves.toMatchObject({ result: 'paid', cached: false });
      }
    });

    test('its error is kept as any other', async () => {
      block(1.2);
      await expect(store.inspect(held.key)).resolves.toMatchObject({ state: 'running' });
      held.end(Promise.reject(Object.assign(new Error('Declined.'), { status: 402 })));
      await expect(held.outcome).rejects.toMatchObject({ status: 402 });
      const retry = handler.execute(held.key, BODY, held.run);
      await expect(retry).rejects.toMatchObject({ status: 402, cached: true });
      expect(held.run).toHaveBeenCalledTimes(1);
    });
  },
);

test('a process that stood still for a lease, which another one has noticed, owns its key for as long as it runs', async () => {
  const fleet = await startFleet(2, { leaseS: FLEET_LEASE_S });
  const [owner, { client: other }] = fleet.apps;
  const sent = newRequest();
  const { answered } = await fleet.stopAt('before', owner, '/retry', sent);
  const stateOf = async () => (await fleet.store.inspect(addressOf('/retry', sent))).state;
  owner.process.signal('SIGSTOP');
  await until(async () => {
    await other.post('/retry', sent);
    return (await stateOf()) === 'silent';
  }, 'the other process has noticed it');
  owner.process.signal('SIGCONT');
  await until(async () => (await stateOf()) === 'running', 'its renewal is accepted');
  const since = performance.now();
  await until(async () => {
    const retry = await other.post('/retry', sent);
    expect(retry).toMatchObject({ status: 409, error: 'REQUEST_IN_PROGRESS' });
    expect(await stateOf()).toBe('running');
    return performance.now() - since > 3 * fleet.leaseMs;
  }, 'three leases have passed');
  await owner.client.post('/go-on');
  expect(await answered).toMatchObject({ status: 200, cached: false, json: { attempt: 1 } });
  expect(await other.post('/retry', sent)).toMatchObject({ status: 200, cached: true });
  expect(await fleet.ledger(sent.key)).toHaveLength(1);
});
