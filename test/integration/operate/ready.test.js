'use strict';

const { MemoryStore, RedisStore, StoreError } = require('onceonly');

const { storeOfVerbs } = require('../../helpers/verb-store.js');
const { atEnd } = require('../../helpers/cleanups.js');
const { startRedis } = require('../../helpers/redis-server.js');
const { until } = require('../../helpers/until.js');

function storeOf(redis, options) {
  const store = new RedisStore({ redis, ...options });
  atEnd(() => store.close());
  return store;
}

const because = (code) =>
  expect.objectContaining({
    code: 'LOCK_FAILED',
    status: 503,
    cause: expect.objectContaining({ code }),
  });

describe('ready of a store on Redis', () => {
  test('resolves when a key can be claimed, and leaves none behind', async () => {
    const server = await startRedis();
    const store = storeOf(server.url);
    await expect(store.ready()).resolves.toBeUndefined();
    await expect(server.command('DBSIZE')).resolves.toBe(0);
  });

  test('resolves as soon as a server is there that was not', async () => {
    const server = await startRedis();
    await server.stop();
    const store = storeOf(server.url);
    const isReady = store.ready({ timeoutMs: 60_000 });
    await server.startAgain();
    await expect(isReady).resolves.toBeUndefined();
  });

  test('rejects with the reason when its time is over', async () => {
    const server = await startRedis();
    await server.stop();
    const store = storeOf(server.url);
    await expect(store.ready({ timeoutMs: 300 })).rejects.toEqual(because('CONNECT_FAILED'));
    // By now the server is known to be down: the reason is the same.
    await expect(store.ready({ timeoutMs: 1500 })).rejects.toEqual(because('CONNECT_FAILED'));
  });

  test('rejects for a wrong password', async () => {
    const server = await startRedis({ args: ['--requirepass', 'right'] });
    const store = storeOf(server.url.replace('redis://', 'redis://:wrong@'));
    await expect(store.ready({ timeoutMs: 1000 })).rejects.toEqual(because('AUTH_FAILED'));
  });

  test('rejects for a server that answers and takes no new keys', async () => {
    const server = await startRedis();
    const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', server.port] });
    const isLinked = async () => /state=online/.test(await server.command('INFO', 'replication'));
    await until(isLinked, 'the replica is there');
    await expect(storeOf(replica.url).ready()).rejects.toEqual(because('READ_ONLY'));
  });
});

describe('ready of a store', () => {
  test('resolves in memory, until it is full', async () => {
    const store = new MemoryStore({ maxEntries: 1 });
    await expect(store.ready()).resolves.toBeUndefined();
    await store.store('key', 1);
    await expect(store.ready({ timeoutMs: 100 })).rejects.toEqual(because('STORE_FULL'));
    await store.close();
  });

  test('rejects once it is closed', async () => {
    const store = new MemoryStore();
    await store.close();
    await expect(store.ready()).rejects.toEqual(because('STORE_CLOSED'));
  });

  test('rejects with the error of a store of your own', async () => {
    const begin = () => {
      throw new StoreError('DISK_FULL', 'no room', { retry: 'no' });
    };
    const store = storeOfVerbs({ begin });
    await expect(store.ready()).rejects.toEqual(because('DISK_FULL'));
    await store.close();
  });

  test('refuses a wait of no length', async () => {
    const store = new MemoryStore();
    await expect(store.ready({ timeoutMs: 0 })).rejects.toMatchObject({
      code: 'ERR_ONCEONLY_OPTION_RANGE',
    });
    await store.close();
  });
});
