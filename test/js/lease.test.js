'use strict';

// One clock for the lease and its timers, which the tests move.
jest.mock('../../lib/clock.js', () => ({ monotonicMs: () => Date.now() }));

const { IdempotencyError } = require('onceonly');

const { Lease } = require('../../lib/lease.js');
const { createGate } = require('../helpers/gate.js');
const { runChild } = require('../helpers/child.js');

const LEASE_MS = 9000;

const renewed = async () => ({ state: 'renewed' });
const outOfReach = async () => {
  throw new Error('out of reach');
};

let lease;
const emit = jest.fn();

/** Starts a lease whose begin was sent now or earlier and gives the mock that renews it. */
function startLease(answer, { sentAgo = 0 } = {}) {
  const renew = jest.fn(answer);
  const now = Date.now();
  lease = new Lease({ renew, sentAt: now - sentAgo }, LEASE_MS, { emit, beganAt: now });
  return renew;
}

const pass = (ms) => jest.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  emit.mockClear();
  jest.useFakeTimers();
});
afterEach(() => {
  lease?.end();
  jest.useRealTimers();
});

test('a lease is renewed every third of it at the latest, and owned as long as that goes on', async () => {
  const renew = startLease(renewed);
  for (let thirds = 1; thirds <= 12; thirds++) {
    await pass(LEASE_MS / 3);
    expect(renew.mock.calls.length).toBeGreaterThanOrEqual(thirds);
    expect(lease.mayBeLost).toBe(false);
  }
  expect(renew.mock.calls.length).toBeLessThan(16);
  expect(renew).toHaveBeenCalledWith(LEASE_MS / 3);
  expect(lease.signal.aborted).toBe(false);
});

test.each([['lost'], ['gone'], ['done'], ['foreign'], ['nonsense']])(
  'a renewal that is answered %s aborts the signal at once and for good',
  async (state) => {
    const renew = startLease(async () => ({ state }));
    const { signal } = lease;
    await pass(LEASE_MS / 3);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toBeInstanceOf(IdempotencyError);
    expect(signal.reason.code).toBe('LEASE_LOST');
    expect(lease.mayBeLost).toBe(true);
    await pass(LEASE_MS);
    expect(renew).toHaveBeenCalledTimes(1);
    expect(emit.mock.calls).toEqual([['lease-lost', {}]]);
  },
);

test('a store out of reach is tried more often, and the signal aborts when the lease has passed', async () => {
  const renew = startLease(outOfReach);
  const { signal } = lease;
  await pass(LEASE_MS - 1);
  expect(renew.mock.calls.length).toBeGreaterThan(6);
  expect(signal.aborted).toBe(false);
  await pass(1);
  expect(signal.reason.code).toBe('LEASE_LOST');
  const tries = renew.mock.calls.length;
  await pass(LEASE_MS);
  expect(renew).toHaveBeenCalledTimes(tries);
});

test('a store that comes back in time keeps the lease', async () => {
  let reachable = false;
  startLease((timeoutMs) => (reachable ? renewed() : outOfReach(timeoutMs)));
  await pass(LEASE_MS / 2);
  reachable = true;
  await pass(2 * LEASE_MS);
  expect(lease.signal.aborted).toBe(false);
});

test('a renewal that is not answered is not repeated, and the signal aborts in time', async () => {
  const gate = createGate();
  const renew = startLease(() => gate.passed);
  await pass(LEASE_MS);
  expect(lease.signal.reason.code).toBe('LEASE_LOST');
  gate.open({ state: 'renewed' });
  await pass(LEASE_MS);
  expect(renew).toHaveBeenCalledTimes(1);
});

test('a good renewal counts from its sending, not from its answer', async () => {
  const gate = createGate();
  startLease(() => gate.passed);
  await pass(LEASE_MS - 1);
  gate.open({ state: 'renewed' });
  await pass(0);
  expect(lease.mayBeLost).toBe(false);
  // The renewal was sent after a third of the lease at the latest; the next one is not answered either.
  jest.setSystemTime(Date.now() + LEASE_MS / 3 + 1);
  expect(lease.mayBeLost).toBe(true);
});

test('the lease counts from the sending of the begin, not from its answer', () => {
  startLease(renewed, { sentAgo: LEASE_MS });
  expect(lease.mayBeLost).toBe(true);
});

test('a signal that is asked for after the loss is aborted already, and is one', async () => {
  startLease(async () => ({ state: 'lost' }));
  await pass(LEASE_MS / 3);
  expect(lease.signal.aborted).toBe(true);
  expect(lease.signal.reason.code).toBe('LEASE_LOST');
  expect(lease.signal).toBe(lease.signal);
});

test('an abandoned lease aborts with the reason that is given first and is not renewed', async () => {
  const renew = startLease(renewed);
  const { signal } = lease;
  const reason = new IdempotencyError('OPERATION_TIMEOUT');
  lease.abandon(reason);
  lease.abandon(new IdempotencyError('LEASE_LOST'));
  expect(signal.reason).toBe(reason);
  expect(lease.mayBeLost).toBe(true);
  await pass(2 * LEASE_MS);
  expect(renew).not.toHaveBeenCalled();
});

test('a lease that has ended is not renewed and never aborts', async () => {
  const gate = createGate();
  const renew = startLease(() => gate.passed);
  await pass(LEASE_MS / 3);
  lease.end();
  gate.open({ state: 'lost' });
  await pass(2 * LEASE_MS);
  lease.abandon(new IdempotencyError('LEASE_LOST'));
  expect(lease.signal.aborted).toBe(false);
  expect(renew).toHaveBeenCalledTimes(1);
});

test('a lease does not keep the process alive', () => {
  jest.useRealTimers();
  const outcome = runChild(`
    const { Lease } = require('./lib/lease.js');
    const { monotonicMs } = require('./lib/clock.js');
    const renew = async () => ({ state: 'renewed' });
    const now = monotonicMs();
    const lease = new Lease({ renew, sentAt: now }, 3_600_000, { emit() {}, beganAt: now });
    process.on('exit', () => console.log(JSON.stringify({ aborted: lease.signal.aborted })));
  `);
  expect(outcome).toEqual({ aborted: false });
});

test('a renewal that is late by more than half a lease is told', async () => {
  startLease(renewed);
  jest.setSystemTime(Date.now() + LEASE_MS * 0.9);
  await pass(LEASE_MS / 3);
  expect(emit.mock.calls).toContainEqual(['late-renewal', { ms: expect.any(Number) }]);
});

test('after a begin that took most of the lease it is renewed at once', async () => {
  const renew = startLease(renewed, { sentAgo: LEASE_MS * 0.9 });
  await pass(1);
  expect(renew).toHaveBeenCalledTimes(1);
  await pass(LEASE_MS);
  expect(lease.mayBeLost).toBe(false);
});
