'use strict';

// One clock for the waiting and its timers, which the tests move.
jest.mock('../../../lib/native/clock.js', () => ({ monotonicMs: () => Date.now() }));
jest.mock('node:timers', () => require('../../helpers/moved-timers.js'));

const { AsyncLocalStorage } = require('node:async_hooks');

const { IdempotencyError } = require('onceonly');

const { LeaseTimer } = require('../../../lib/store/lease-timer.js');
const { Waiters } = require('../../../lib/waiting/waiters.js');
const { createGate } = require('../../helpers/gate.js');

const FINGERPRINT = `${'f'.repeat(43)}opts01`;
const RUNNING = { state: 'running', attempt: 1, leftMs: 60_000, elapsedMs: 10 };
const SILENT = { state: 'silent', leftMs: 500 };
const OWN = { state: 'own', attempt: 2 };

/** A store that answers what the test puts into `now`, and tells who watches. */
class FakeVerbs {
  looks = 0;
  watched = new Map();
  now = RUNNING;
  ready = undefined;

  async inspect() {
    this.looks += 1;
    if (this.now instanceof Error) throw this.now;
    const now = typeof this.now === 'function' ? this.now() : this.now;
    return { fingerprint: FINGERPRINT, ...(now === RUNNING ? renewed() : now) };
  }

  watch(id, onWake) {
    this.watched.set(id, onWake);
    return { ready: this.ready, unwatch: () => this.watched.delete(id) };
  }

  /** The key has changed, and those that watch it are told. */
  change(state, id = 'id') {
    this.now = state;
    this.watched.get(id)?.();
  }
}

/** A key that runs, and whose lease of a minute is renewed every twenty seconds. */
function renewed() {
  return { ...RUNNING, leftMs: RUNNING.leftMs - (Date.now() % 20_000) };
}

/** A silent key whose time has begun to be counted. */
function counted(ms) {
  const until = Date.now() + ms;
  return () => ({ state: 'silent', leftMs: until - Date.now() });
}

const pass = (ms) => jest.advanceTimersByTimeAsync(ms);

let verbs;
let leases;
let waiters;

beforeEach(() => {
  jest.useFakeTimers();
  verbs = new FakeVerbs();
  leases = new LeaseTimer();
  waiters = new Waiters(verbs, leases);
});

afterEach(() => {
  expect(waiters.size).toBe(0);
  expect(verbs.watched.size).toBe(0);
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

/** Lets one request wait; the promise of its answer carries `begin`, a mock that answers RUNNING. */
function wait({ forMs = 30_000, ...parts } = {}) {
  const begin = jest.fn(async () => RUNNING);
  const until = Date.now() + forMs;
  const all = { id: 'id', fingerprint: FINGERPRINT, answer: RUNNING, begin, until, ...parts };
  return Object.assign(waiters.wait(all), { begin: all.begin });
}

test('all that wait for one key share one watch and one poller, and get its result', async () => {
  const all = Array.from({ length: 1000 }, () => wait());
  await pass(10_000);
  expect(waiters.size).toBe(1000);
  expect(verbs.watched.size).toBe(1);
  expect(verbs.looks).toBeLessThan(30);
  verbs.change({ state: 'done', kind: 'value', payload: Buffer.from('j1') });
  const answers = await Promise.all(all);
  expect(new Set(answers.map(({ state }) => state))).toEqual(new Set(['done']));
});

test('a hint leads to a look at once, and another one that comes meanwhile to another look', async () => {
  const gate = createGate();
  const waiting = wait();
  await pass(5000);
  const before = verbs.looks;
  const answers = [gate.passed, { state: 'done', fingerprint: FINGERPRINT }];
  verbs.inspect = jest.fn(async () => answers.shift());
  verbs.change();
  verbs.change();
  gate.open({ ...RUNNING, fingerprint: FINGERPRINT });
  await pass(0);
  expect(await waiting).toMatchObject({ state: 'done' });
  expect(verbs.inspect).toHaveBeenCalledTimes(2);
  expect(before).toBeGreaterThan(3);
});

test('a change without a hint is found within a second', async () => {
  const waiting = wait();
  await pass(10_000);
  verbs.now = { state: 'done' };
  await pass(1000);
  expect(await waiting).toMatchObject({ state: 'done' });
});

test('without word of changes the key is looked at four times a second', async () => {
  verbs.watch = undefined;
  const waiting = wait();
  await pass(10_000);
  expect(verbs.looks).toBeGreaterThan(38);
  verbs.now = { state: 'done' };
  await pass(250);
  expect(await waiting).toMatchObject({ state: 'done' });
});

test('the key is looked at when changes begin to be told', async () => {
  const gate = createGate();
  verbs.ready = gate.passed;
  const waiting = wait();
  await pass(5);
  expect(verbs.looks).toBe(0);
  verbs.now = { state: 'done' };
  gate.open();
  await pass(0);
  expect(await waiting).toMatchObject({ state: 'done' });
});

test('a request that joins has the key looked at soon', async () => {
  const first = wait();
  await pass(20_000);
  verbs.now = { state: 'done' };
  const second = wait();
  await pass(50);
  expect(await first).toMatchObject({ state: 'done' });
  expect(await second).toMatchObject({ state: 'done' });
});

test.each([['freed'], ['unknown'], ['foreign']])(
  'one request begins for a key that is %s, and the others go on waiting',
  async (state) => {
    const own = { ...OWN };
    const begin = async () => {
      verbs.now = RUNNING;
      return own;
    };
    const all = Array.from({ length: 5 }, () => wait({ begin: jest.fn(begin) }));
    await pass(1000);
    verbs.change({ state });
    await pass(1000);
    expect(await all[0]).toBe(own);
    expect(all.map((each) => each.begin.mock.calls.length)).toEqual([1, 0, 0, 0, 0]);
    expect(waiters.size).toBe(4);
    verbs.change({ state: 'done' });
    await Promise.all(all);
  },
);

test('the refusal of one begin is not for the others', async () => {
  const refused = wait({ begin: async () => ({ state: 'unknown', attempt: 3 }) });
  const taken = wait({ begin: async () => OWN });
  verbs.change({ state: 'unknown', leftMs: 0 });
  expect(await refused).toEqual({ state: 'unknown', attempt: 3 });
  expect(await taken).toBe(OWN);
});

test('a silent key without a count is begun, and again when the count is over', async () => {
  const begin = jest.fn(async () => SILENT);
  const waiting = wait({ begin });
  verbs.change({ state: 'silent', leftMs: 500 });
  await pass(10);
  expect(begin).toHaveBeenCalledTimes(1);
  verbs.now = counted(490);
  await pass(400);
  expect(begin).toHaveBeenCalledTimes(1);
  begin.mockResolvedValue(OWN);
  verbs.now = { state: 'unknown', leftMs: 0 };
  await pass(110);
  expect(await waiting).toBe(OWN);
});

test('the count of a silent key that its own begin has started is waited for', async () => {
  verbs.now = counted(490);
  const waiting = wait({ answer: SILENT });
  await pass(400);
  expect(waiting.begin).not.toHaveBeenCalled();
  verbs.change({ state: 'done' });
  await waiting;
});

describe('a running key whose time does not get less, because the clock of its store went back', () => {
  test('is begun, which has its time counted', async () => {
    const still = { ...RUNNING };
    verbs.now = still;
    const begin = jest.fn(async () => {
      verbs.now = RUNNING;
      return RUNNING;
    });
    const waiting = wait({ begin });
    await pass(200);
    expect(begin).toHaveBeenCalledTimes(1);
    await pass(10_000);
    expect(begin).toHaveBeenCalledTimes(1);
    verbs.change({ state: 'done' });
    await waiting;
  });

  test('is not begun by two looks at one moment', async () => {
    const still = { ...RUNNING };
    verbs.now = still;
    const waiting = wait();
    for (let looks = 0; looks < 10; looks++) {
      verbs.change(still);
      await pass(1);
    }
    expect(verbs.looks).toBeGreaterThan(5);
    expect(waiting.begin).not.toHaveBeenCalled();
    verbs.change({ state: 'done' });
    await waiting;
  });
});

test('a record that is gone is never a reason to run again', async () => {
  const all = [wait(), wait()];
  await pass(100);
  verbs.change({ state: 'absent' });
  expect(await Promise.all(all)).toEqual([
    { state: 'unknown', attempt: 0 },
    { state: 'unknown', attempt: 0 },
  ]);
  expect(all[0].begin).not.toHaveBeenCalled();
});

test('no waiter gets the result of another request', async () => {
  const mine = wait();
  const rotated = wait({ fingerprint: `${'n'.repeat(43)}opts01`, otherFingerprint: FINGERPRINT });
  const other = wait({ fingerprint: `${'o'.repeat(43)}opts01`, otherFingerprint: '' });
  const foreign = wait({ fingerprint: `${'f'.repeat(43)}opts02` });
  await pass(100);
  expect(await other).toEqual({ state: 'mismatch' });
  expect(await foreign).toEqual({ state: 'foreign' });
  verbs.change({ state: 'done' });
  expect((await mine).state).toBe('done');
  expect((await rotated).state).toBe('done');
});

test('a request gets the last known state when its time is over', async () => {
  const short = wait({ forMs: 2000 });
  const long = wait({ forMs: 4000 });
  await pass(2000);
  expect(await short).toMatchObject({ state: 'running', leftMs: expect.any(Number) });
  expect((await short).elapsedMs).toBe(2010);
  verbs.now = SILENT;
  await pass(2000);
  expect(await long).toMatchObject({ state: 'running', elapsedMs: 4010 });
});

test('a store out of reach is asked until the time is over', async () => {
  verbs.now = new Error('out of reach');
  const lost = wait({ forMs: 5000 });
  const found = wait({ forMs: 6000 });
  await pass(5000);
  expect(await lost).toMatchObject({ state: 'running' });
  verbs.now = { state: 'done' };
  await pass(1000);
  expect(await found).toMatchObject({ state: 'done' });
});

test('a client that leaves ends its own wait, and the last one the polling', async () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const all = [wait({ cancelled: one.signal }), wait({ cancelled: two.signal })];
  await pass(100);
  one.abort();
  expect(await all[0]).toMatchObject({ state: 'running' });
  expect(waiters.size).toBe(1);
  two.abort();
  await all[1];
  const { looks } = verbs;
  await pass(10_000);
  expect(verbs.looks).toBe(looks);
  expect(await wait({ cancelled: one.signal })).toBe(RUNNING);
});

test('a key that is won is never dropped, also after the wait has ended', async () => {
  const gate = createGate();
  const gone = new AbortController();
  const waiting = wait({ begin: () => gate.passed, cancelled: gone.signal, forMs: 500 });
  verbs.change({ state: 'freed' });
  await pass(1000);
  gone.abort();
  waiters.close(() => new Error('closed'));
  gate.open(OWN);
  expect(await waiting).toBe(OWN);
});

test('an end that comes during a begin takes effect after it', async () => {
  const gate = createGate();
  const waiting = wait({ begin: () => gate.passed });
  verbs.change({ state: 'freed' });
  await pass(0);
  waiters.close(() => new Error('closed'));
  gate.open(RUNNING);
  await expect(waiting).rejects.toThrow('closed');
  await expect(wait()).rejects.toThrow('closed');
});

test('a begin that fails is the end of that wait only', async () => {
  const begin = jest.fn().mockRejectedValueOnce(new Error('no budget left'));
  const failed = wait({ begin });
  const other = wait();
  const failure = expect(failed).rejects.toThrow('no budget left');
  verbs.change({ state: 'freed' });
  await failure;
  verbs.change({ state: 'done' });
  expect(await other).toMatchObject({ state: 'done' });
});

test('a thousand wait for one key at most, and ten thousand for all keys', async () => {
  const closed = new Error('closed');
  const all = [];
  const add = (id) => all.push(wait({ id }).catch((error) => error));
  for (let key = 0; key < 10; key++) {
    for (let i = 0; i < 1000; i++) add(`id${key}`);
  }
  const refused = [wait({ id: 'id0' }), wait({ id: 'another' })];
  for (const each of refused) {
    const error = await each.catch((reason) => reason);
    expect(error).toBeInstanceOf(IdempotencyError);
    expect(error).toMatchObject({ code: 'TOO_MANY_WAITERS', status: 429, retryable: true });
    expect(error.headers['Retry-After']).toMatch(/^[123]$/);
  }
  waiters.close(() => closed);
  expect(new Set(await Promise.all(all))).toEqual(new Set([closed]));
  expect(all).toHaveLength(10_000);
});

test('one key that is full leaves room for others', async () => {
  const all = Array.from({ length: 1000 }, () => wait());
  await expect(wait()).rejects.toMatchObject({ code: 'TOO_MANY_WAITERS' });
  const other = wait({ id: 'other' });
  verbs.change({ state: 'done' });
  await pass(50);
  await Promise.all([...all, other]);
});

test('a lease of this process that is overdue is renewed before the key is looked at', async () => {
  const order = [];
  const lease = { place: -1, dueAt: Infinity, onDue: () => order.push('renewed') };
  const waiting = wait();
  await pass(0);
  leases.add(lease, Date.now());
  lease.dueAt = Date.now() + 10;
  leases.changed(lease, Date.now());
  // A stall: the clock goes on, and the lease's timer is as late as all others.
  jest.setSystemTime(Date.now() + 5000);
  verbs.change(() => order.push('looked') && RUNNING);
  await pass(0);
  expect(order).toEqual(['renewed', 'looked']);
  leases.remove(lease);
  verbs.change({ state: 'done' });
  await expect(waiting).resolves.toMatchObject({ state: 'done' });
  // The leases' timer ends by itself.
  jest.runAllTimers();
});

test('each waiter begins in the AsyncLocalStorage context of its own request', async () => {
  const requests = new AsyncLocalStorage();
  const seen = [];
  const begin = async () => seen.push(requests.getStore()) && { state: 'unknown', attempt: 1 };
  const all = ['ann', 'bob'].map((user) => requests.run(user, () => wait({ begin })));
  await pass(0);
  requests.run('eve', () => verbs.change({ state: 'unknown', attempt: 1 }));
  await Promise.all(all);
  expect(seen).toEqual(['ann', 'bob']);
});
