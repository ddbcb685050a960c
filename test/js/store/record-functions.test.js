'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const { setTimeout: wait } = require('node:timers/promises');

const { IdempotencyHandler, defineStore } = require('onceonly');

const { internals } = require('../../../lib/store/store.js');
const { until } = require('../../helpers/until.js');
const { recordFunctions } = require('./record-functions.js');

const ID = 'i'.repeat(43);
const FINGERPRINT = 'f'.repeat(49);
const tokenOf = (letter) => letter.repeat(22);

/** The verbs of a store on these functions, with what a call needs filled in. */
function verbsOn(functions) {
  const { verbs } = internals(defineStore(functions, { shared: true }));
  const call = { id: ID, timeoutMs: 1000 };
  const begin = { fingerprint: FINGERPRINT, hint: '', label: '', leaseMs: 60_000, keepMs: 120_000 };
  return {
    begin: async (letter, changes) =>
      verbs.begin({
        ...call,
        ...begin,
        token: tokenOf(letter),
        onAbandoned: 'retry',
        maxAttempts: 3,
        ...changes,
      }),
    inspect: async () => verbs.inspect({ ...call, withPayload: false }),
    renew: async (letter) =>
      verbs.renew({ ...call, token: tokenOf(letter), leaseMs: 60_000, keepMs: 120_000 }),
  };
}

/** Functions on a server whose clock is ahead of this machine's by `clock.aheadMs`, and which tell its time. */
function functionsWithClock(clock = { aheadMs: 0 }) {
  const functions = recordFunctions();
  const now = () => Date.now() + clock.aheadMs;
  const withTime = (found) => found && { ...found, now: now() };
  return {
    insert: (...args) => functions.insert(...args) && { now: now() },
    look: (id) => withTime(functions.look(id)),
    swap: functions.swap,
  };
}

describe('the functions are called in the asynchronous context of the call', () => {
  test.each([
    ['at once', (value) => value],
    ['later', (value) => wait(1, value)],
  ])('when they answer %s', async (_, answer) => {
    const context = new AsyncLocalStorage();
    const seen = new Set();
    const functions = Object.fromEntries(
      Object.entries(recordFunctions()).map(([name, call]) => [
        name,
        (...args) => {
          seen.add(`${name} ${context.getStore()}`);
          return answer(call(...args));
        },
      ]),
    );
    const handler = new IdempotencyHandler({ store: defineStore(functions) });
    const ran = [];
    const execute = (name) =>
      context.run(name, () => handler.execute(name, {}, () => ran.push(context.getStore())));
    await Promise.all(['a', 'b', 'a'].map(execute).map((run) => run.catch(() => {})));
    expect(ran.sort()).toEqual(['a', 'b']);
    // The second request of `a` has to look; the owners know what stands there.
    const calls = ['insert a', 'insert b', 'look a', 'swap a', 'swap b'];
    expect([...seen].sort()).toEqual(calls);
  });
});

describe('a server that tells its time', () => {
  test.each([0, 3_600_000, -3_600_000])('may be %i ms ahead', async (aheadMs) => {
    const verbs = verbsOn(functionsWithClock({ aheadMs }));
    expect(await verbs.begin('a')).toMatchObject({ state: 'own', attempt: 1 });
    expect(await verbs.begin('b')).toMatchObject({ state: 'running' });
    expect(await verbs.inspect()).toMatchObject({ state: 'running' });
    expect(await verbs.renew('a')).toMatchObject({ state: 'renewed' });
  });

  test('makes the package ignore a claim that came too late', async () => {
    const clock = { aheadMs: 0 };
    const functions = functionsWithClock(clock);
    const verbs = verbsOn(functions);
    // It learns that insertions tell the time.
    await verbs.begin('y', { id: 'y'.repeat(43) });
    const { insert } = functions;
    let land;
    functions.insert = (...args) =>
      new Promise((resolve) => (land = () => resolve(insert(...args))));
    const late = verbs.begin('a', { timeoutMs: 20 });
    await expect(late).rejects.toMatchObject({ code: 'STORE_TIMEOUT' });
    clock.aheadMs += 5000;
    land();
    functions.insert = insert;
    expect(await verbs.inspect()).toMatchObject({ state: 'absent' });
    expect(await verbs.begin('b')).toMatchObject({ state: 'own', attempt: 1, isRecovery: false });
  });

  test('has the owner judge its own claim by that time', async () => {
    const functions = functionsWithClock();
    const verbs = verbsOn(functions);
    await verbs.begin('y', { id: 'y'.repeat(43) });
    const { insert } = functions;
    const asked = [];
    functions.insert = (...args) => {
      asked.push('insert');
      return insert(...args) && { now: Date.now() + 5000 };
    };
    const { look } = functions;
    functions.look = (id) => {
      asked.push('look');
      return look(id);
    };
    expect(await verbs.begin('a')).toMatchObject({ state: 'own' });
    expect(asked).toEqual(['insert', 'look']);
  });

  test('fails where it tells the time of an insertion and not of a look', async () => {
    const functions = functionsWithClock();
    const verbs = verbsOn(functions);
    await verbs.begin('y', { id: 'y'.repeat(43) });
    await verbs.begin('a');
    const { look } = functions;
    functions.look = (id) => ({ ...look(id), now: undefined });
    await expect(verbs.begin('b')).rejects.toMatchObject({ code: 'UNEXPECTED_REPLY', retry: 'no' });
  });
});

test('without a clock a claim that came late holds its key for its lease', async () => {
  const functions = recordFunctions();
  const verbs = verbsOn(functions);
  const { insert } = functions;
  let land;
  functions.insert = (...args) => new Promise((resolve) => (land = () => resolve(insert(...args))));
  await expect(verbs.begin('a', { timeoutMs: 20, leaseMs: 40 })).rejects.toMatchObject({
    code: 'STORE_TIMEOUT',
  });
  land();
  functions.insert = insert;
  expect(await verbs.begin('b')).toMatchObject({ state: expect.stringMatching(/running|silent/) });
  await until(async () => (await verbs.begin('b')).state === 'own', 'it is taken over');
});
