'use strict';

const { redisSettings } = require('../../../lib/options/redis-settings.js');

const SECRET = 'hunter2';

function messageOf(redis) {
  try {
    redisSettings(redis);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return error.message;
  }
  throw new Error('nothing was thrown');
}

describe('a URL of sentinels', () => {
  test.each([
    [
      'redis+sentinel://s1:26380,s2/mymaster',
      {
        sentinels: [
          ['s1', 26_380],
          ['s2', 26_379],
        ],
        name: 'mymaster',
        db: 0,
        tls: false,
      },
    ],
    [
      'rediss+sentinel://user:p%40s%2Fs@s1/my%20master/3',
      {
        sentinels: [['s1', 26_379]],
        name: 'my master',
        username: 'user',
        password: 'p@s/s',
        db: 3,
        tls: true,
      },
    ],
    [
      'REDIS+SENTINEL://:p@ss@[::1]:7000,[fe80::1]/m/',
      {
        sentinels: [
          ['::1', 7000],
          ['fe80::1', 26_379],
        ],
        name: 'm',
        username: '',
        password: 'p@ss',
      },
    ],
  ])('%s gives its parts', (url, { sentinels, ...wanted }) => {
    const places = sentinels.map(([host, port]) => ({ host, port }));
    const settings = redisSettings(url);
    expect(settings).toMatchObject({ ...wanted, sentinels: places, sentinelTls: settings.tls });
  });

  test.each([
    ['redis+sentinel://s1'],
    ['redis+sentinel://s1/'],
    ['redis+sentinel:///mymaster'],
    ['redis+sentinel://s1,/mymaster'],
    ['redis+sentinel://s1/mymaster/x'],
    ['redis+sentinel://s1/mymaster/1/2'],
    ['redis+sentinel://s1/%E0%A4%A'],
    ['redis+sentinel://s1:0/mymaster'],
    ['redis+sentinel://s1:99999/mymaster'],
    [`redis+sentinel://${SECRET}@s1/mymaster`],
    [`redis+sentinel://user:${SECRET}@s1/mymaster?db=1`],
    [`redis+sentinel://user:${SECRET}/x@s1/mymaster`],
    [`redis+sentinel://user:${SECRET}@s1:x/mymaster`],
    [`redis+sentinel:user:${SECRET}@s1/mymaster`],
  ])('%s is refused, and shows no part of it', (url) => {
    const message = messageOf(url);
    expect(message).toMatch(/`redis(\.sentinels)?` must/);
    expect(message).not.toContain(SECRET);
  });

  test('of any text gives settings or a TypeError without the secret', () => {
    const pieces = [
      'redis',
      's',
      '+sentinel',
      ':',
      '//',
      '/',
      '@',
      ',',
      '?',
      '#',
      '[',
      ']',
      '%',
      '26379',
      'h',
      SECRET,
      '\0',
    ];
    let seed = 1;
    const next = () => (seed = (seed * 48_271) % 2_147_483_647);
    for (let i = 0; i < 3000; i++) {
      const length = next() % 12;
      const rest = Array.from({ length }, () => pieces[next() % pieces.length]).join('');
      const url = `redis+sentinel://${rest}`;
      let settings;
      try {
        settings = redisSettings(url);
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        expect(error.message).not.toContain(SECRET);
        continue;
      }
      expect(settings.name).not.toBe('');
      for (const { host, port } of settings.sentinels) {
        expect(host).not.toBe('');
        expect(port >= 1 && port <= 65_535).toBe(true);
      }
    }
  });
});

describe('an object with sentinels', () => {
  const some = { sentinels: ['s1', { host: 's2', port: '7000' }, { host: '::1' }], name: 'm' };

  test('gives its parts, and TLS to the sentinels where the servers have it', () => {
    const tls = { ca: 'x' };
    expect(redisSettings({ ...some, tls })).toMatchObject({
      sentinels: [
        { host: 's1', port: 26_379 },
        { host: 's2', port: 7000 },
        { host: '::1', port: 26_379 },
      ],
      name: 'm',
      sentinelUsername: '',
      sentinelPassword: '',
      sentinelTls: tls,
      tls,
    });
    expect(redisSettings({ ...some, tls, sentinelTls: false })).toMatchObject({
      sentinelTls: false,
    });
  });

  test.each([
    [{ sentinels: [], name: 'm' }, '`redis.sentinels` must be'],
    [{ sentinels: 's1', name: 'm' }, '`redis.sentinels` must be'],
    [{ sentinels: Array(10).fill('s'), name: 'm' }, '`redis.sentinels` must be'],
    [{ sentinels: [null], name: 'm' }, '`redis.sentinels` must be'],
    [{ sentinels: ['a/b'], name: 'm' }, '`redis.sentinels` must be'],
    [{ sentinels: [{ host: 's', port: 0 }], name: 'm' }, '`redis.sentinels` must be'],
    [{ sentinels: [{ host: 's', port: [7] }], name: 'm' }, '`redis.sentinels` must be'],
    [{ sentinels: ['s1'] }, '`redis.name` must be'],
    [{ ...some, sentinelUsername: 7 }, '`redis.sentinelUsername` must be'],
    [{ ...some, sentinelPassword: 7 }, '`redis.sentinelPassword` must be'],
    [{ ...some, sentinelTls: 'yes' }, '`redis.sentinelTls` must be'],
    [{ ...some, host: 'h' }, '`redis.host` must not be given with `redis.sentinels`'],
    [{ ...some, path: '/s' }, '`redis.path` must not be given with `redis.sentinels`'],
    [{ host: 'h', name: 'm' }, '`redis.name` must be given with `redis.sentinels`'],
    [{ sentinelTls: true }, '`redis.sentinelTls` must be given with `redis.sentinels`'],
  ])('%j is refused', (redis, words) => {
    expect(messageOf(redis)).toContain(words);
  });
});
