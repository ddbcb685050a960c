'use strict';

const { createStore, generateIdempotencyKey: newKey } = require('onceonly');

const { startRedis } = require('../../helpers/redis-server');
const { until } = require('../../helpers/until');

let redis;
const stores = [];

beforeEach(async () => {
  redis = await startRedis();
});

// A store asks for passwords until it is closed.
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

/** Gives another password each time, and lets the server know it. */
function tokensFor(name, expiresInMs) {
  let count = 0;
  return async () => {
    count += 1;
    const password = `token-${count}`;
    await redis.command('ACL', 'SETUSER', name, 'on', `>${password}`, '~*', '&*', '+@all');
    return { password, expiresInMs };
  };
}

function open(password) {
  const store = createStore({ redis: { port: redis.port, username: 'app', password } });
  stores.push(store);
  return store;
}

const connectionsOf = async (name) => {
  const clients = (await redis.command('CLIENT', 'LIST')).split('\n');
  return clients
    .filter((line) => line.includes(`user=${name} `))
    .map((line) => /id=(\d+)/.exec(line)[1]);
};

describe('a store whose password expires', () => {
  test('logs in anew on the open connection', async () => {
    const store = open(tokensFor('app', 200));
    await store.store(newKey(), 1);
    const [connection] = await connectionsOf('app');
    const passwords = async () => (await redis.command('ACL', 'GETUSER', 'app'))[3].length;
    await until(async () => (await passwords()) >= 4, 'more passwords were asked for');
    await until(async () => /cmd=auth/.test(await redis.command('CLIENT', 'LIST')), 'it logs in');
    await store.store(newKey(), 2);
    expect(await connectionsOf('app')).toEqual([connection]);
  });

  test('asks once for all its connections while the password holds', async () => {
    const store = open(tokensFor('app', 3_600_000));
    const key = newKey();
    await store.store(key, 1);
    await redis.command('CLIENT', 'KILL', 'TYPE', 'normal');
    await store.store(newKey(), 2);
    expect((await redis.command('ACL', 'GETUSER', 'app'))[3]).toHaveLength(1);
  });

  test.each([
    ['at first', 1],
    ['on the open connection', 2],
  ])('is let in again when a token that holds for an hour was refused %s', async (_, wrong) => {
    let count = 0;
    await redis.command('ACL', 'SETUSER', 'app', 'on', '>good', '~*', '&*', '+@all');
    const password = async () => {
      count += 1;
      return {
        password: count === wrong ? 'wrong' : 'good',
        expiresInMs: count < wrong ? 50 : 3_600_000,
      };
    };
    const store = open(password);
    await until(async () => {
      const isServed = await store.store(newKey(), 1).then(
        () => true,
        () => false,
      );
      return isServed && count > wrong;
    }, 'it is let in');
  });
});
