'use strict';

const { createStore } = require('onceonly');

const { redisSettings } = require('../../../lib/options/redis-settings.js');

describe('the nodes of a cluster are read', () => {
  test.each([
    [
      'names with a port',
      ['a:1', 'b.example:65535'],
      [
        { host: 'a', port: 1 },
        { host: 'b.example', port: 65_535 },
      ],
    ],
    ['names without a port', ['a'], [{ host: 'a', port: 6379 }]],
    [
      'IPv6 addresses',
      ['::1', '[::2]:7', '[::3]'],
      [
        { host: '::1', port: 6379 },
        { host: '::2', port: 7 },
        { host: '::3', port: 6379 },
      ],
    ],
    [
      'objects',
      [{ host: 'a' }, { host: 'b', port: 2 }],
      [
        { host: 'a', port: 6379 },
        { host: 'b', port: 2 },
      ],
    ],
    ['none', [], []],
  ])('%s', (_, cluster, wanted) => {
    expect(redisSettings({ host: 'seed', cluster })).toMatchObject({
      host: 'seed',
      cluster: wanted,
    });
  });

  test.each([
    ['redis://a:1,b:2', { host: 'a', port: 1, cluster: [{ host: 'b', port: 2 }] }],
    [
      'redis://a,b,[::1]:3/0',
      {
        host: 'a',
        cluster: [
          { host: 'b', port: 6379 },
          { host: '::1', port: 3 },
        ],
      },
    ],
    [
      'rediss://u:p%40,w@a,b',
      {
        host: 'a',
        username: 'u',
        password: 'p@,w',
        tls: true,
        cluster: [{ host: 'b', port: 6379 }],
      },
    ],
  ])('%s', (url, wanted) => {
    expect(redisSettings(url)).toMatchObject(wanted);
  });
});

test('a store may be told that its server is in no cluster', () => {
  expect(redisSettings({ cluster: false })).toMatchObject({ cluster: false, host: '127.0.0.1' });
});

test.each([
  [{ cluster: true }, 'redis.cluster'],
  [{ cluster: 'a:1' }, 'redis.cluster'],
  [{ cluster: [''] }, 'redis.cluster[0]'],
  [{ cluster: ['a', 7] }, 'redis.cluster[1]'],
  [{ cluster: ['a:0'] }, 'redis.cluster[0]'],
  [{ cluster: ['a:65536'] }, 'redis.cluster[0]'],
  [{ cluster: [{ host: 'a', port: '1' }] }, 'redis.cluster[0]'],
  [{ cluster: [null] }, 'redis.cluster[0]'],
  [{ cluster: ['a'], db: 1 }, 'redis.db'],
  ['redis://a,b/1', 'redis.db'],
  ['redis://a,b?db=1', 'redis.db'],
  [{ cluster: ['a'], path: '/run/redis.sock' }, 'redis.path'],
  [{ natMap: [] }, 'redis.natMap'],
  [{ natMap: 'a' }, 'redis.natMap'],
  [{ natMap: { 'a:1': 'b:' } }, 'redis.natMap'],
  [{ publish: 'no' }, 'redis.publish'],
  ['redis://a,/0', 'redis'],
  ['redis://,b', 'redis'],
])('%j is refused with the name of the wrong part', (redis, name) => {
  expect(() => createStore({ redis })).toThrow(TypeError);
  expect(() => createStore({ redis })).toThrow(name);
});

test.each([[{ '10.0.0.1:1': { host: 'a', port: 2 } }], [() => undefined]])(
  'a map of addresses is kept as it is: %p',
  (natMap) => {
    expect(redisSettings({ natMap }).natMap).toBe(natMap);
  },
);
