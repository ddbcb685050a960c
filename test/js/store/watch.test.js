'use strict';

const { randomBytes } = require('node:crypto');

const { createStore } = require('onceonly');

const { internals } = require('../../../lib/store/store.js');
const { safeWatch } = require('../../../lib/store/safe-watch.js');
const { onEachStore, sharedRedis } = require('../../helpers/each-store.js');
const { until } = require('../../helpers/until.js');

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

test('on Redis a lost connection wakes whoever watches when it is back', async () => {
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

describe('of a store in JavaScript', () => {
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
