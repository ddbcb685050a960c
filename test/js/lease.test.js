'use strict';

const { once } = require('node:events');

const { IdempotencyError } = require('onceonly');

const { monotonicMs } = require('../../lib/clock.js');
const { Lease } = require('../../lib/lease.js');
const { createGate } = require('../helpers/gate.js');
const { runChild } = require('../helpers/child.js');
const { until } = require('../helpers/until.js');

const SHORT_MS = 60;
const LONG_MS = 60_000;

/** A claim whose renewals are answered by `renew`. */
function claimWith(renew) {
  return { renew: jest.fn(renew) };
}

const renewed = async () => ({ state: 'renewed' });
const outOfReach = async () => {
  throw new Error('out of reach');
};

let lease;
function startLease(claim, leaseMs, sentAt = monotonicMs()) {
  lease = new Lease(claim, leaseMs, sentAt);
  return lease;
}
afterEach(() => lease?.end());

/** Resolves to the reason with which the signal of a lease aborts. */
async function abortOf({ signal }) {
  if (!signal.aborted) await once(signal, 'abort');
  return signal.reason;
}

test('a lease is renewed again and again before it has passed', async () => {
  const claim = claimWith(renewed);
  startLease(claim, SHORT_MS);
  await until(() => claim.renew.mock.calls.length >= 4, 'it is renewed four times');
  expect(claim.renew).toHaveBeenCalledWith(SHORT_MS / 3);
});

test('a lease that the store confirms is owned beyond its first end', async () => {
  const claim = claimWith(renewed);
  const leaseMs = 1000;
  startLease(claim, leaseMs);
  await until(() => claim.renew.mock.calls.length >= 4, 'it is renewed four times');
  expect(lease.signal.aborted).toBe(false);
  expect(lease.mayBeLost).toBe(false);
});

test.each([['lost'], ['gone'], ['done'], ['foreign'], ['nonsense']])(
  'a renewal that is answered %s aborts the signal at once',
  async (state) => {
    const claim = claimWith(async () => ({ state }));
    startLease(claim, 300);
    const reason = await abortOf(lease);
    expect(reason).toBeInstanceOf(IdempotencyError);
    expect(reason.code).toBe('LEASE_LOST');
    expect(lease.mayBeLost).toBe(true);
    expect(claim.renew).toHaveBeenCalledTimes(1);
  },
);

test('a store out of reach is tried more often, and the signal aborts when the lease has passed', async () => {
  const claim = claimWith(outOfReach);
  const sentAt = monotonicMs();
  startLease(claim, 300, sentAt);
  expect((await abortOf(lease)).code).toBe('LEASE_LOST');
  expect(monotonicMs() - sentAt).toBeGreaterThanOrEqual(300);
  expect(claim.renew.mock.calls.length).toBeGreaterThan(1);
});

test('a renewal that is not answered aborts the signal when the lease has passed', async () => {
  const gate = createGate();
  const claim = claimWith(() => gate.passed);
  startLease(claim, SHORT_MS);
  expect((await abortOf(lease)).code).toBe('LEASE_LOST');
  expect(claim.renew).toHaveBeenCalledTimes(1);
  gate.open({ state: 'renewed' });
});

test('the lease counts from the sending of the begin, not from its answer', () => {
  startLease(claimWith(renewed), LONG_MS, monotonicMs() - LONG_MS);
  expect(lease.mayBeLost).toBe(true);
});

test('a signal that is asked for after the loss is aborted already', async () => {
  startLease(
    claimWith(async () => ({ state: 'lost' })),
    SHORT_MS,
  );
  await until(() => lease.mayBeLost, 'the lease is lost');
  const reason = await abortOf(lease);
  expect(reason.code).toBe('LEASE_LOST');
  expect(lease.signal).toBe(lease.signal);
});

test('an abandoned lease aborts with the reason that is given first', () => {
  startLease(claimWith(renewed), LONG_MS);
  const { signal } = lease;
  const reason = new IdempotencyError('OPERATION_TIMEOUT');
  lease.abandon(reason);
  lease.abandon(new IdempotencyError('LEASE_LOST'));
  expect(signal.reason).toBe(reason);
  expect(lease.mayBeLost).toBe(true);
});

test('a lease that has ended is not renewed and never aborts', async () => {
  const gate = createGate();
  const claim = claimWith(() => gate.passed);
  startLease(claim, SHORT_MS);
  await until(() => claim.renew.mock.calls.length === 1, 'a renewal is under way');
  lease.end();
  gate.open({ state: 'lost' });
  await until(() => lease.mayBeLost, 'the lease has passed');
  lease.abandon(new IdempotencyError('LEASE_LOST'));
  expect(lease.signal.aborted).toBe(false);
  expect(claim.renew).toHaveBeenCalledTimes(1);
});

test('a lease does not keep the process alive', () => {
  const outcome = runChild(`
    const { Lease } = require('./lib/lease.js');
    const { monotonicMs } = require('./lib/clock.js');
    const renew = async () => ({ state: 'renewed' });
    const lease = new Lease({ renew }, 3_600_000, monotonicMs());
    process.on('exit', () => console.log(JSON.stringify({ aborted: lease.signal.aborted })));
  `);
  expect(outcome).toEqual({ aborted: false });
});
