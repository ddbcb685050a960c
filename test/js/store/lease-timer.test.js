'use strict';

// One clock for what falls due and its timer, which the tests move.
jest.mock('../../../lib/native/clock.js', () => ({ monotonicMs: () => Date.now() }));
jest.mock('node:timers', () => require('../../helpers/moved-timers.js'));

const { LeaseTimer } = require('../../../lib/store/lease-timer.js');
const { runChild } = require('../../helpers/child.js');

const pass = (ms) => jest.advanceTimersByTime(ms);
const thingIn = (ms, onDue = () => {}) => ({
  place: -1,
  dueAt: Date.now() + ms,
  onDue: jest.fn(onDue),
});

let times;

function added(...things) {
  for (const thing of things) times.add(thing, Date.now());
  return things;
}

beforeEach(() => {
  jest.useFakeTimers();
  times = new LeaseTimer();
});
afterEach(() => jest.useRealTimers());

/** Ends the thing, as its owner does when it has fallen due. */
function ending(ms) {
  const thing = thingIn(ms, () => times.remove(thing));
  return thing;
}

test('each lease is told at its own time, in any order of addition', () => {
  const [late, early] = added(ending(500), ending(100));
  pass(99);
  expect(early.onDue).not.toHaveBeenCalled();
  pass(1);
  expect(early.onDue).toHaveBeenCalledTimes(1);
  expect(late.onDue).not.toHaveBeenCalled();
  pass(400);
  expect(late.onDue).toHaveBeenCalledWith(Date.now());
  pass(10_000);
  expect(early.onDue).toHaveBeenCalledTimes(1);
  expect(late.onDue).toHaveBeenCalledTimes(1);
});

test('all leases are on one timer, which is not started again once they are gone', () => {
  const things = added(...Array.from({ length: 1000 }, (_, i) => ending(100 + i)));
  expect(jest.getTimerCount()).toBe(1);
  for (const thing of things) times.remove(thing);
  pass(100);
  expect(jest.getTimerCount()).toBe(0);
});

test('leases that come and go share the timer of the first one, and the last is told in time', () => {
  const start = jest.spyOn(globalThis, 'setTimeout');
  for (let i = 0; i < 50; i++) {
    const [thing] = added(ending(100));
    times.remove(thing);
    pass(1);
  }
  expect(start).toHaveBeenCalledTimes(1);
  const [last] = added(ending(100));
  pass(99);
  expect(last.onDue).not.toHaveBeenCalled();
  pass(1);
  expect(last.onDue).toHaveBeenCalledTimes(1);
});

test('a lease falls due later when it is put off, and earlier when it is put forward', () => {
  const [off, forward] = added(ending(100), ending(1000));
  off.dueAt += 400;
  times.changed(off, Date.now());
  forward.dueAt = Date.now() + 200;
  times.changed(forward, Date.now());
  pass(200);
  expect(forward.onDue).toHaveBeenCalledTimes(1);
  expect(off.onDue).not.toHaveBeenCalled();
  pass(300);
  expect(off.onDue).toHaveBeenCalledTimes(1);
});

test('a lease that was removed is not told any more, also if it changes', () => {
  const [gone] = added(ending(100), ending(200));
  times.remove(gone);
  gone.dueAt = Date.now() + 50;
  times.changed(gone, Date.now());
  pass(1000);
  expect(gone.onDue).not.toHaveBeenCalled();
});

test('catchUp() tells the overdue leases once, and no others', () => {
  const [due, later] = added(ending(100), ending(500));
  times.catchUp(Date.now());
  expect(due.onDue).not.toHaveBeenCalled();
  // The clock goes on and no timer fires, as in a stall of the event loop.
  jest.setSystemTime(Date.now() + 300);
  times.catchUp(Date.now());
  expect(due.onDue).toHaveBeenCalledTimes(1);
  expect(later.onDue).not.toHaveBeenCalled();
  pass(1000);
  expect(due.onDue).toHaveBeenCalledTimes(1);
  expect(later.onDue).toHaveBeenCalledTimes(1);
});

test('a lease that another one ends while both are due is not told', () => {
  const second = thingIn(100);
  const first = thingIn(100, () => {
    times.remove(first);
    times.remove(second);
  });
  added(first, second);
  pass(1000);
  expect(first.onDue).toHaveBeenCalledTimes(1);
  expect(second.onDue).not.toHaveBeenCalled();
  expect(jest.getTimerCount()).toBe(0);
});

test('a lease that stays due is told again and again, a millisecond apart at least', () => {
  const [thing] = added(thingIn(0));
  pass(10);
  expect(thing.onDue.mock.calls.length).toBeGreaterThan(1);
  expect(thing.onDue.mock.calls.length).toBeLessThanOrEqual(10);
});

test('a lease that throws at every turn keeps no other from being told', () => {
  const outcome = runChild(`
    const { LeaseTimer } = require('./lib/store/lease-timer.js');
    const { monotonicMs } = require('./lib/native/clock.js');
    const thrown = new Set();
    process.on('uncaughtException', ({ message }) => thrown.add(message));
    const now = monotonicMs();
    const times = new LeaseTimer();
    const broken = { place: -1, dueAt: now, onDue() { throw new Error('broken'); } };
    let isTold = false;
    const other = { place: -1, dueAt: now, onDue() { isTold = true; times.remove(other); times.remove(broken); } };
    times.add(broken, now);
    times.add(other, now);
    const alive = setInterval(() => {}, 1000);
    const told = () => {
      if (!isTold || thrown.size === 0) return setImmediate(told);
      clearInterval(alive);
      console.log(JSON.stringify([...thrown]));
    };
    told();
  `);
  expect(outcome).toEqual(['broken']);
});
