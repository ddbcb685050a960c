'use strict';

const { randomBytes } = require('node:crypto');

const { IdempotencyHandler, createStore, defineStore } = require('onceonly');

const { internals } = require('../../../lib/store/store.js');
const { safeWatch } = require('../../../lib/store/safe-watch.js');
const { onEachStore, sharedRedis } = require('../../helpers/each-store.js');
const { until } = require('../../helpers/until.js');
const { gatedOperation } = require('../../helpers/gate.js');
const { recordFunctions } = require('./record-functions.js');

/** Watches a fresh key until changes are told; `change()` gives it a result, and `woken` counts. */
async function watchKey(store) {
  const id = randomBytes(32).toString('base64url');
  const watched = { woken: 0, change: () => store.store({ id }, 1) };
  const { ready, unwatch } = internals(store).verbs.watch(id, () => (watched.woken += 1));
  await ready;
  return Object.assign(watched, { unwatch });
}

onEachStore((store) => {
  test('a change of a watched key is told, and of no other', async () => {
    const [watched, other] = [await watchKey(store()), await watchKey(store())];
    await watched.change();
    await until(() => watched.woken === 1, 'the change is told');
    expect(other.woken).toBe(0);
    for (const each of [watched, other]) each.unwatch();
  });

  test('nothing is told from inside the call that changes a key, or after unwatch', async () => {
    const [watched, over] = [await watchKey(store()), await watchKey(store())];
    over.unwatch();
    over.unwatch();
    await over.change();
    const changing = watched.change();
    expect(watched.woken).toBe(0);
    await changing;
    await until(() => watched.woken === 1, 'the change is told');
    expect(over.woken).toBe(0);
    watched.unwatch();
  });

  test('many watches are told of many changes', async () => {
    const all = await Promise.all(Array.from({ length: 200 }, () => watchKey(store())));
    await Promise.all(all.map((each) => each.change()));
    await until(() => all.every(({ woken }) => woken === 1), 'all changes are told');
    for (const each of all) each.unwatch();
  });
});

test('a lost connection to Redis wakes all who watch when it is back', async () => {
  const server = await sharedRedis();
  const store = createStore({ redis: server.url, prefix: 'lost' });
  const watched = await watchKey(store);
  for (let times = 1; times <= 3; times++) {
    expect(await server.command('CLIENT', 'KILL', 'TYPE', 'pubsub')).toBeGreaterThan(0);
    await until(() => watched.woken >= times, 'it watches again');
  }
  const before = watched.woken;
  await watched.change();
  await until(() => watched.woken > before, 'the change is told');
  await store.close();
  watched.unwatch();
});

describe('a store in JavaScript', () => {
  test('a watch that throws is no watch', () => {
    const watch = () => {
      throw new Error('no');
    };
    expect(safeWatch({ watch }, 'id', () => {})).toBeUndefined();
    expect(safeWatch({ watch: () => undefined }, 'id', () => {})).toBeUndefined();
  });

  test('a watch is ready at once, later or never, and may be ended badly', async () => {
    const unwatch = () => {
      throw new Error('no');
    };
    const watchOf = (ready) => safeWatch({ watch: () => ({ ready, unwatch }) }, 'id', () => {});
    expect(watchOf(undefined).ready).toBeUndefined();
    await watchOf(Promise.resolve()).ready;
    const never = jest.fn();
    watchOf(Promise.reject(new Error('no'))).ready.then(never, never);
    await new Promise(setImmediate);
    expect(never).not.toHaveBeenCalled();
    expect(watchOf(undefined).unwatch()).toBeUndefined();
  });
});

describe('records that functions keep', () => {
  /** Functions of a process and of another one, whose records are the same. */
  function twoProcesses(members) {
    const functions = { ...recordFunctions(), ...members };
    return [1, 2].map(() => defineStore(functions, { shared: true }));
  }

  test('a change by the same process is told where no other process has a part', async () => {
    const store = defineStore(recordFunctions());
    const [watched, other] = [await watchKey(store), await watchKey(store)];
    await watched.change();
    await until(() => watched.woken === 1, 'the change is told');
    expect(other.woken).toBe(0);
    for (const each of [watched, other]) each.unwatch();
    await watched.change();
    expect(watched.woken).toBe(1);
    await store.close();
  });

  test('a shared store without `watch` watches nothing', async () => {
    for (const store of twoProcesses({})) {
      expect(internals(store).verbs.watch).toBeUndefined();
      await store.close();
    }
  });

  test('`notify` is called once, by the process that ends a watched operation', async () => {
    const wakes = new Map();
    const notified = [];
    const [one, two] = twoProcesses({
      watch: (id, onWake) => ({ unwatch: () => wakes.delete(id), key: wakes.set(id, onWake) }),
      notify: (id) => {
        notified.push(id);
        wakes.get(id)?.();
        throw new Error('only a hint');
      },
    });
    const operation = gatedOperation();
    const running = new IdempotencyHandler({ store: one }).execute('key', {}, operation.run);
    await operation.begun;
    const waiting = new IdempotencyHandler({ store: two, inProgress: 'wait' });
    const waited = waiting.execute('key', {}, () => 'never');
    await until(() => wakes.size === 1, 'it watches');
    await until(async () => isMarked(one), 'the record is marked');
    operation.finish('paid');
    expect(await running).toEqual({ result: 'paid', cached: false });
    expect(await waited).toEqual({ result: 'paid', cached: true });
    expect(notified).toHaveLength(1);
    const again = new IdempotencyHandler({ store: one });
    await again.execute('another key', {}, () => 1);
    expect(notified).toHaveLength(1);
    for (const store of [one, two]) await store.close();
  });

  // Whether the one record says that somebody waits.
  function isMarked(store) {
    const [{ record }] = internals(store).verbs.functions.list().entries;
    return record.toString().split('|')[12] === '1';
  }

  test('a `watch` that fails leaves the waiting to looks', async () => {
    const watch = () => {
      throw new Error('no');
    };
    const [store, other] = twoProcesses({ watch });
    const { ready, unwatch } = internals(store).verbs.watch('i'.repeat(43), () => {});
    const told = jest.fn();
    ready.then(told);
    await new Promise(setImmediate);
    expect(told).not.toHaveBeenCalled();
    unwatch();
    for (const each of [store, other]) await each.close();
  });
});
