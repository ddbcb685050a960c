'use strict';

// One clock for the lease and its timers, which the tests move.
jest.mock('../../../lib/native/clock.js', () => ({ monotonicMs: () => Date.now() }));
jest.mock('node:timers', () => require('../../helpers/moved-timers.js'));

const { AsyncLocalStorage } = require('node:async_hooks');

const { IdempotencyError } = require('onceonly');

const { LeaseTimer } = require('../../../lib/store/lease-timer.js');
const { Lease } = require('../../../lib/execution/lease.js');
const { createGate } = require('../../helpers/gate.js');
const { runChild } = require('../../helpers/child.js');

const LEASE_MS = 9000;

const renewed = async () => ({ state: 'renewed' });
const outOfReach = async () => {
  throw new Error('out of reach');
};

let lease;
let leases;
const emit = jest.fn();

/** Starts a lease whose begin was sent now or earlier and gives the mock that renews it. */
function startLease(answer, { sentAgo = 0 } = {}) {
  const renew = jest.fn(answer);
  const now = Date.now();
  leases = new LeaseTimer();
  const attempt = { renew, leases, sentAt: now - sentAgo };
  lease = new Lease(attempt, LEASE_MS, { emit, beganAt: now });
  return renew;
}

const pass = (ms) => jest.advanceTimersByTimeAsync(ms);

/** Lets time pass without a timer, as in a stall of the event loop. */
const stall = (ms) => jest.setSystemTime(Date.now() + ms);

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
});

describe('a lease that has passed while the store was out of reach', () => {
  let reachable;
  let renew;

  beforeEach(async () => {
    reachable = false;
    renew = startLease((timeoutMs) => (reachable ? renewed() : outOfReach(timeoutMs)));
    await pass(LEASE_MS);
    expect(lease.mayBeLost).toBe(true);
  });

  test('is renewed on, for as long as it takes', async () => {
    for (let leasesLater = 0; leasesLater < 5; leasesLater++) {
      const tries = renew.mock.calls.length;
      await pass(LEASE_MS);
      expect(renew.mock.calls.length - tries).toBeGreaterThan(6);
    }
    expect(emit.mock.calls).toEqual([['lease-lost', {}]]);
  });

  test('is owned again when the store accepts a renewal, though its signal has aborted for good', async () => {
    const { signal } = lease;
    reachable = true;
    await pass(LEASE_MS / 3);
    expect(lease.mayBeLost).toBe(false);
    await pass(3 * LEASE_MS);
    expect(lease.mayBeLost).toBe(false);
    expect(signal.aborted).toBe(true);
    expect(emit.mock.calls).toEqual([['lease-lost', {}]]);
  });

  test('is told again when it is lost a second time', async () => {
    reachable = true;
    await pass(LEASE_MS / 3);
    reachable = false;
    await pass(2 * LEASE_MS);
    expect(lease.mayBeLost).toBe(true);
    expect(emit.mock.calls).toEqual([
      ['lease-lost', {}],
      ['lease-lost', {}],
    ]);
  });

  test.each([['lost'], ['gone'], ['done']])(
    'is over when the store answers %s, and told once',
    async (state) => {
      renew.mockImplementation(async () => ({ state }));
      await pass(LEASE_MS / 3);
      const tries = renew.mock.calls.length;
      await pass(3 * LEASE_MS);
      expect(renew).toHaveBeenCalledTimes(tries);
      expect(lease.mayBeLost).toBe(true);
      expect(emit.mock.calls).toEqual([['lease-lost', {}]]);
    },
  );

  test('is over when its app gives it up, and keeps its first reason', async () => {
    const { signal } = lease;
    lease.abandon(new IdempotencyError('OPERATION_TIMEOUT'));
    expect(signal.reason.code).toBe('LEASE_LOST');
    const tries = renew.mock.calls.length;
    reachable = true;
    await pass(3 * LEASE_MS);
    expect(renew).toHaveBeenCalledTimes(tries);
    expect(lease.mayBeLost).toBe(true);
  });
});

describe('after a stall of the event loop that is longer than the lease', () => {
  test('a store that answers at once renews the lease, and nothing is suspected', async () => {
    const renew = startLease(() => ({ state: 'renewed' }));
    const { signal } = lease;
    stall(2 * LEASE_MS);
    leases.catchUp(Date.now());
    expect(renew).toHaveBeenCalledTimes(1);
    expect(lease.mayBeLost).toBe(false);
    await pass(3 * LEASE_MS);
    expect(signal.aborted).toBe(false);
    expect(emit.mock.calls).toEqual([['late-renewal', { ms: expect.any(Number) }]]);
  });

  test('a store that answers later renews it too, and the signal has aborted', async () => {
    startLease(renewed);
    const { signal } = lease;
    stall(2 * LEASE_MS);
    leases.catchUp(Date.now());
    expect(signal.reason.code).toBe('LEASE_LOST');
    expect(lease.mayBeLost).toBe(true);
    await pass(0);
    expect(lease.mayBeLost).toBe(false);
    await pass(3 * LEASE_MS);
    expect(lease.mayBeLost).toBe(false);
  });

  test('a renewal is sent though the answer to an earlier one has not been read yet', async () => {
    const gate = createGate();
    const renew = startLease(() => gate.passed);
    await pass(LEASE_MS / 3);
    expect(renew).toHaveBeenCalledTimes(1);
    stall(2 * LEASE_MS);
    leases.catchUp(Date.now());
    expect(renew).toHaveBeenCalledTimes(2);
    gate.open({ state: 'renewed' });
    await pass(0);
    expect(lease.mayBeLost).toBe(false);
    await pass(LEASE_MS / 3);
    expect(renew).toHaveBeenCalledTimes(3);
  });

  test('the answer to a renewal from before the stall alone makes no owner', async () => {
    const answers = [createGate(), createGate()];
    const unanswered = [...answers];
    startLease(() => unanswered.shift().passed);
    await pass(LEASE_MS / 3);
    stall(2 * LEASE_MS);
    leases.catchUp(Date.now());
    answers[0].open({ state: 'renewed' });
    await pass(0);
    expect(lease.mayBeLost).toBe(true);
    answers[1].open({ state: 'lost' });
    await pass(0);
    expect(lease.mayBeLost).toBe(true);
  });
});

describe('a lease whose operation has ended and offered its outcome', () => {
  test('is renewed on and aborts nothing, however long the store is out of reach', async () => {
    const renew = startLease(outOfReach);
    const { signal } = lease;
    lease.offered();
    await pass(3 * LEASE_MS);
    expect(renew.mock.calls.length).toBeGreaterThan(18);
    expect(lease.mayBeLost).toBe(true);
    expect(signal.aborted).toBe(false);
    expect(emit).not.toHaveBeenCalled();
  });

  test.each([['done'], ['lost'], ['gone']])(
    'ends without a word when a renewal is answered %s',
    async (state) => {
      const renew = startLease(async () => ({ state }));
      const { signal } = lease;
      lease.offered();
      await pass(3 * LEASE_MS);
      expect(renew).toHaveBeenCalledTimes(1);
      expect(signal.aborted).toBe(false);
      expect(emit).not.toHaveBeenCalled();
    },
  );
});

test('an operation was told of an abort only if it has its signal', async () => {
  startLease(async () => ({ state: 'lost' }));
  await pass(LEASE_MS / 3);
  expect(lease.hasAborted).toBe(false);
  expect(lease.signal.aborted).toBe(true);
  expect(lease.hasAborted).toBe(true);
});

test.each([
  ['its lease passes', () => pass(LEASE_MS)],
  ['it is given up', async () => lease.abandon(new IdempotencyError('OPERATION_TIMEOUT'))],
])(
  'when %s the signal aborts in the AsyncLocalStorage context that asked for it',
  async (_, act) => {
    const requests = new AsyncLocalStorage();
    startLease(outOfReach);
    const seen = [];
    requests.run('ann', () => {
      lease.signal.addEventListener('abort', () => seen.push(requests.getStore()));
    });
    await requests.run('bob', act);
    expect(seen).toEqual(['ann']);
  },
);

test('a store that comes back in time keeps the lease', async () => {
  let reachable = false;
  startLease((timeoutMs) => (reachable ? renewed() : outOfReach(timeoutMs)));
  await pass(LEASE_MS / 2);
  reachable = true;
  await pass(2 * LEASE_MS);
  expect(lease.signal.aborted).toBe(false);
});

test('a renewal that is not answered is not repeated before the lease has passed', async () => {
  const gate = createGate();
  const renew = startLease(() => gate.passed);
  await pass(LEASE_MS - 1);
  expect(renew).toHaveBeenCalledTimes(1);
  expect(lease.mayBeLost).toBe(false);
  await pass(1);
  expect(renew).toHaveBeenCalledTimes(2);
  expect(lease.signal.reason.code).toBe('LEASE_LOST');
  await pass(3 * LEASE_MS);
  expect(renew).toHaveBeenCalledTimes(2);
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
    const { Lease } = require('./lib/execution/lease.js');
    const { LeaseTimer } = require('./lib/store/lease-timer.js');
    const { monotonicMs } = require('./lib/native/clock.js');
    const renew = async () => ({ state: 'renewed' });
    const now = monotonicMs();
    const attempt = { renew, sentAt: now, leases: new LeaseTimer() };
    const lease = new Lease(attempt, 3_600_000, { emit() {}, beganAt: now });
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
