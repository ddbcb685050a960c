'use strict';

const { RedisStore, createStore, idempotency } = require('onceonly');

const { redisSettings } = require('../../../lib/options/redis-settings.js');

const LOCAL = { host: '127.0.0.1', port: 6379, path: '', username: '', password: '', db: 0 };

/** A message that a caller of any entry point sees. */
function messagesFor(redis) {
  const entries = [
    () => idempotency({ redis }),
    () => createStore({ redis }),
    () => new RedisStore({ redis }),
  ];
  return entries.map((entry) => {
    try {
      entry();
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
      return error.message;
    }
    throw new Error('nothing was thrown');
  });
}

test.each([
  ['redis://localhost', { host: 'localhost' }],
  ['redis://127.0.0.1:7000/3', { host: '127.0.0.1', port: 7000, db: 3 }],
  ['redis://user:p%40ss@cache:1', { host: 'cache', port: 1, username: 'user', password: 'p@ss' }],
  ['redis://[::1]:6380', { host: '::1', port: 6380 }],
  ['unix:///run/redis.sock', { path: '/run/redis.sock' }],
  ['unix:///run/redis.sock?db=2', { path: '/run/redis.sock', db: 2 }],
  ['redis://localhost?db=5', { host: 'localhost', db: 5 }],
  ['redis://localhost/5?db=5', { host: 'localhost', db: 5 }],
  ['redis://localhost/?', { host: 'localhost' }],
])('%s as text and as a URL object', (url, wanted) => {
  for (const given of [url, new URL(url)]) {
    const settings = redisSettings(given);
    expect(settings).toMatchObject({ ...LOCAL, ...wanted, host: expect.any(String) });
    if (wanted.host) expect(settings.host).toBe(wanted.host);
  }
});

describe('a unix socket', () => {
  const { platform } = process;

  afterEach(() => {
    Object.defineProperty(process, 'platform', { value: platform });
  });

  test.each([['unix:///run/redis.sock'], [{ path: '/run/redis.sock' }]])(
    'is refused on Windows, given as %j',
    (redis) => {
      Object.defineProperty(process, 'platform', { value: 'win32' });
      expect(messagesFor(redis)).toEqual(
        Array(3).fill(
          'onceonly: option `redis` must name no unix socket on Windows. Write redis: "redis://host:6379".',
        ),
      );
      expect(redisSettings('redis://cache')).toMatchObject({ host: 'cache', path: '' });
    },
  );
});

describe('an object of a class', () => {
  class Getters {
    #host = 'cache';
    get host() {
      return this.#host;
    }
    get port() {
      return 7000;
    }
    toString() {
      return 'a config';
    }
  }
  class Inheriting extends Getters {
    db = '2';
  }

  test.each([
    ['with getters', new Getters(), { host: 'cache', port: 7000 }],
    ['that extends one', new Inheriting(), { host: 'cache', port: 7000, db: 2 }],
    ['with a prototype of values', Object.create({ host: 'cache' }), { host: 'cache' }],
    ['without a prototype', { __proto__: null, host: 'cache' }, { host: 'cache' }],
  ])('%s is read', (_, object, wanted) => {
    expect(redisSettings(object)).toEqual({ ...LOCAL, tls: false, ...wanted });
  });

  test.each([
    ['a Map', new Map([['host', 'cache']])],
    ['a promise', Promise.resolve('redis://cache')],
    ['an instance that says nothing', new (class Config {})()],
    [
      'a getter that is no setting',
      new (class extends Getters {
        get url() {
          return 'u';
        }
      })(),
    ],
    [
      'a getter without a value',
      new (class {
        get host() {
          return undefined;
        }
      })(),
    ],
    ['a String object', new String('redis://cache')],
  ])('%s is refused', (_, object) => {
    for (const message of messagesFor(object)) expect(message).toContain('`redis');
  });
});

test('the number of replicas may be text from the environment', () => {
  expect(redisSettings({ minReplicas: '2' })).toMatchObject({ minReplicas: 2 });
  expect(redisSettings({})).not.toHaveProperty('minReplicas');
});

describe('the query of a URL', () => {
  test.each([
    ['redis://h?family=6', 'must not have the query parameter `family`'],
    ['redis://h/?db=1&timeout=5', 'must not have the query parameter `timeout`'],
    ['redis://h?%40=1', 'must not have the query parameter.'],
    ['redis://h?db=x', 'must have a whole number in `?db=`'],
    ['redis://h?db=', 'must have a whole number in `?db=`'],
    ['redis://h/2?db=3', 'two databases'],
    ['redis://h?db=2&db=3', 'must name one database at most'],
    ['unix:///s?d=1', 'must not have the query parameter `d`'],
    ['redis://user:12?hunter2@host', 'Write it as %3F'],
  ])('is refused in words: %s', (url, words) => {
    for (const message of messagesFor(url)) {
      expect(message).toContain(words);
      expect(message).not.toContain('hunter2');
    }
  });
});

test.each([
  [{ db: 'x' }, '(received a string)'],
  [{ port: 'abc' }, '(received a string)'],
  [{ host: 7 }, '(received a number)'],
  [{ host: null }, '(received null)'],
  [{ tls: 'yes' }, '(received a string)'],
  [{ password: [] }, '(received an array of 0)'],
  [{ db: '' }, '(received an empty string)'],
  [{ minReplicas: -1 }, '`redis.minReplicas` must be a whole number from 0 to 100'],
  [{ minReplicas: 'all' }, '`redis.minReplicas` must be a whole number from 0 to 100'],
  [{ host: undefined }, 'must not be undefined. Is an environment variable unset?'],
])('%j is refused by its kind', (redis, words) => {
  for (const message of messagesFor(redis)) expect(message).toContain(words);
});

test.each([
  [{}, {}],
  [{ port: '7000' }, { port: 7000 }],
  [{ path: '/run/redis.sock' }, { path: '/run/redis.sock' }],
  [{ db: '0' }, { db: 0 }],
  [
    { db: '3', port: '6380' },
    { db: 3, port: 6380 },
  ],
  [
    { host: 'h', username: 'u', password: 'p', db: 2 },
    { host: 'h', username: 'u', password: 'p', db: 2 },
  ],
])('%j', (object, wanted) => {
  expect(redisSettings(object)).toMatchObject({ ...LOCAL, ...wanted });
});

test.each([[undefined], [null], ['']])('%p is an unset variable, not "no Redis"', (redis) => {
  for (const message of messagesFor(redis)) {
    expect(message).toContain('`redis`');
    expect(message).toContain('Is an environment variable unset?');
  }
});

test.each([
  ['localhost:6379'],
  ['http://localhost'],
  ['redis://'],
  ['redis://host:0'],
  ['redis://host:65536'],
  ['redis://host/db'],
  ['redis://host:port'],
  ['unix://'],
])('%s is not a URL of Redis', (url) => {
  for (const message of messagesFor(url))
    expect(message).toContain('`redis` must be a URL of the form');
});

test.each([[7], [true], [[]], [() => 'redis://localhost']])('%p is no address', (redis) => {
  for (const message of messagesFor(redis)) expect(message).toContain('`redis`');
});

test.each([
  [{ host: '' }, 'redis.host'],
  [{ host: 7 }, 'redis.host'],
  [{ host: null }, 'redis.host'],
  [{ host: undefined }, 'redis.host'],
  [{ port: 0 }, 'redis.port'],
  [{ port: 65_536 }, 'redis.port'],
  [{ port: 'redis' }, 'redis.port'],
  [{ path: 7 }, 'redis.path'],
  [{ username: 7 }, 'redis.username'],
  [{ password: 7 }, 'redis.password'],
  [{ password: undefined }, 'redis.password'],
  [{ db: -1 }, 'redis.db'],
  [{ db: 1.5 }, 'redis.db'],
  [{ db: 'one' }, 'redis.db'],
  [{ db: '' }, 'redis.db'],
  [{ db: ' 1' }, 'redis.db'],
  [{ db: null }, 'redis.db'],
  [{ port: '0x10' }, 'redis.port'],
  [{ port: '' }, 'redis.port'],
])('%j is refused with the name of the wrong part', (redis, name) => {
  for (const message of messagesFor(redis)) expect(message).toContain(`\`${name}\``);
});

test.each([
  [{ keyPrefix: 'a' }, 'Use the option `prefix`.'],
  [{ hostname: 'localhost' }, 'Did you mean `host`?'],
  [{ pasword: 'p' }, 'Did you mean `password`?'],
  [
    { sendCommand() {}, connect() {} },
    '(received a client object). Write redis: "redis://host:6379".',
  ],
])('%j is refused with the form to write', (redis, words) => {
  for (const message of messagesFor(redis)) expect(message).toContain(words);
});

describe('the form of a tutorial', () => {
  const client = { sendCommand() {}, connect() {}, on() {} };

  test.each([
    ['a client and options', [client, { required: true }]],
    ['a client alone', [client]],
    ['nothing and options', [undefined, { required: true }]],
    ['options twice', [{}, {}]],
  ])('%s is refused with the form to write', (_, args) => {
    expect(() => idempotency(...args)).toThrow(TypeError);
    expect(() => idempotency(...args)).toThrow('idempotency({ redis: "redis://host:6379", ... })');
  });
});

test('no message holds a password', () => {
  const secret = 'hunter2';
  const messages = [
    `redis://:${secret}@host:99999`,
    `redis://user:${secret}@host/x`,
    `http://user:${secret}@host`,
    `:${secret}`,
    { password: secret, port: -1 },
    { password: secret, hots: 'x' },
    { password: secret, db: 'x' },
    { password: [secret] },
    [secret],
  ].flatMap(messagesFor);
  expect(messages.length).toBe(27);
  for (const message of messages) expect(message).not.toContain(secret);
});

test('no message holds a secret', () => {
  const secret = 'hunter2';
  for (const value of [[secret, secret, secret], [secret, ''], { secret }]) {
    expect(() => idempotency({ secret: value })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret) }),
    );
  }
});
