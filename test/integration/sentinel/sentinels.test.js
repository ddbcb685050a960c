'use strict';

const { arrives, startSentinels } = require('../../helpers/redis-sentinel');
const { until } = require('../../helpers/until');
const { openStore } = require('../../helpers/shop');

jest.setTimeout(60_000);

let emitWarning;

beforeEach(() => {
  emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
});

afterEach(() => {
  emitWarning.mockRestore();
});

/** The text of the warnings so far. */
const warnings = () => emitWarning.mock.calls.map(([warning]) => `${warning}`).join(' ');

/** Ends the connections of the store, which asks for the primary again. */
async function cutConnections(server) {
  await server.command('CLIENT', 'KILL', 'TYPE', 'normal');
}

/** Resolves when a store listens to each of them. */
async function listened(sentinels) {
  for (const sentinel of sentinels) {
    await until(
      async () => (await sentinel.command('CLIENT', 'LIST')).includes('cmd=subscribe'),
      'it is listened to',
    );
  }
}

const errorOf = (calling) => calling.then(() => undefined).catch((error) => error);

describe('a store on sentinels', () => {
  test('of which two are dead, finds the primary, and hears the third one', async () => {
    const group = await startSentinels();
    const [left, ...dead] = group.sentinels;
    await Promise.all(dead.map((sentinel) => sentinel.stop()));
    const store = openStore(group.url);
    await store.store('a', 1);
    await group.failOver(left);
    const promoted = await group.promoted(group.servers[0], [left]);
    await arrives(store, promoted);
  });

  test('of which one is frozen, finds the primary', async () => {
    const group = await startSentinels();
    group.sentinels[0].pause();
    const store = openStore(group.url);
    await store.store('a', 1);
    expect(await store.inspect('a')).toMatchObject({ state: 'done' });
    group.sentinels[0].resume();
  });

  test('keeps the primary in use while no sentinel answers, and says so', async () => {
    const group = await startSentinels({ replicas: 0 });
    const store = openStore(group.url);
    await store.store('a', 1);
    await Promise.all(group.sentinels.map((sentinel) => sentinel.stop()));
    await cutConnections(group.servers[0]);
    await store.store('b', 2);
    expect(store.status()).toEqual({ state: 'ready', lastError: 'SENTINELS_DOWN' });
    await Promise.all(group.sentinels.map((sentinel) => sentinel.startAgain()));
    await until(async () => {
      await cutConnections(group.servers[0]);
      await store.inspect('a');
      return store.status().lastError === null;
    }, 'a sentinel answers again');
  });

  test('which none answers, fails with SENTINELS_DOWN and warns with the reasons', async () => {
    const group = await startSentinels({ replicas: 0, sentinels: 1 });
    await group.sentinels[0].stop();
    const store = openStore(group.url);
    const error = await errorOf(store.store('a', 1));
    expect(error).toMatchObject({
      code: 'LOCK_FAILED',
      cause: { code: 'SENTINELS_DOWN', retry: 'safe' },
    });
    expect(warnings()).toContain(`127.0.0.1:${group.sentinels[0].port} CONNECT_FAILED`);
  });

  test('that know no primary of this name, fails with SENTINELS_DOWN', async () => {
    const group = await startSentinels({ replicas: 0, sentinels: 1 });
    const store = openStore({ sentinels: group.places, name: 'another' });
    expect(await errorOf(store.store('a', 1))).toMatchObject({ cause: { code: 'SENTINELS_DOWN' } });
    expect(warnings()).toContain('knows no such name');
  });

  test('that were restarted after a switch, stays at the new primary and follows the next switch', async () => {
    const group = await startSentinels();
    const [first] = group.servers;
    const store = openStore(group.url);
    await store.store('a', 1);
    await group.failOver();
    const promoted = await group.promoted(first);
    for (const sentinel of group.sentinels) {
      await sentinel.stop();
      await sentinel.startAgain();
    }
    await listened(group.sentinels);
    await arrives(store, promoted);
    await group.failOver(group.sentinels[1]);
    expect(await group.promoted(promoted)).toBe(first);
    await arrives(store, first);
  });

  test('of which it is told one, hears those that this one knows', async () => {
    const group = await startSentinels();
    const store = openStore({ sentinels: group.places.slice(0, 1), name: group.name });
    await store.store('a', 1);
    await cutConnections(group.servers[0]);
    await store.store('b', 1);
    await listened(group.sentinels);
    await group.sentinels[0].stop();
    await group.failOver(group.sentinels[1]);
    const promoted = await group.promoted(group.servers[0], group.sentinels.slice(1));
    await arrives(store, promoted);
  });
});

describe('a password for sentinels', () => {
  const USER = ['user app on >secret &* +@all'];

  test.each([
    ['as text', 'secret'],
    ['as a function', async () => 'secret'],
  ])('%s lets a store in', async (_, sentinelPassword) => {
    const group = await startSentinels({ replicas: 0, sentinels: 1, settings: USER });
    const redis = { sentinels: group.places, name: group.name, sentinelUsername: 'app' };
    const store = openStore({ ...redis, sentinelPassword });
    await store.store('a', 1);
    const clients = await group.sentinels[0].command('CLIENT', 'LIST');
    expect(clients.match(/user=app/g).length).toBeGreaterThanOrEqual(2);
  });

  test('that is wrong fails with SENTINELS_DOWN, and the warning says why', async () => {
    const group = await startSentinels({ replicas: 0, sentinels: 1, settings: USER });
    const redis = { sentinels: group.places, name: group.name, sentinelUsername: 'app' };
    const store = openStore({ ...redis, sentinelPassword: 'wrong' });
    expect(await errorOf(store.store('a', 1))).toMatchObject({ cause: { code: 'SENTINELS_DOWN' } });
    expect(warnings()).toContain('AUTH_FAILED');
    expect(warnings()).not.toContain('wrong');
  });
});

describe('a password for the servers of sentinels', () => {
  const ARGS = ['--user', 'app', 'on', '>p@ss', '~*', '&*', '+@all'];

  test.each([
    ['in the URL', (group) => group.url.replace('://', '://app:p%40ss@')],
    [
      'as a function',
      ({ places: sentinels, name }) => ({
        sentinels,
        name,
        username: 'app',
        password: async () => 'p@ss',
      }),
    ],
  ])('%s is given to them', async (_, redisOf) => {
    const group = await startSentinels({ replicas: 1, sentinels: 1, args: ARGS });
    const store = openStore(redisOf(group));
    await store.store('a', 1);
    expect(await group.servers[0].command('CLIENT', 'LIST')).toContain('user=app');
    await group.failOver();
    const promoted = await group.promoted(group.servers[0]);
    await arrives(store, promoted, 'user=app');
  });
});
