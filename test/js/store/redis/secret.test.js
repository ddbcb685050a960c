'use strict';

const { Secret } = require('../../../../lib/store/redis/secret.js');
const { until } = require('../../../helpers/until');

const HOUR_MS = 3_600_000;

/** A secret whose function gives `first`, `second`, ... for so long; each can be made to fail. */
function counting(expiresInMs) {
  const give = jest.fn(async () => ({
    password: `password ${give.mock.calls.length}`,
    expiresInMs,
  }));
  return { secret: new Secret(give), give };
}

describe('a secret', () => {
  test('of a function that says no time is asked for at each connection', async () => {
    const give = jest.fn(() => `password ${give.mock.calls.length}`);
    const secret = new Secret(give);
    expect(await secret.ask()).toBe('password 1');
    expect(await secret.ask()).toBe('password 1');
    secret.used();
    expect(await secret.ask()).toBe('password 2');
  });

  test('that holds for an hour serves all connections', async () => {
    const { secret, give } = counting(HOUR_MS);
    const asked = await Promise.all([secret.ask(), secret.ask()]);
    secret.used();
    expect([...asked, await secret.ask()]).toEqual(Array(3).fill('password 1'));
    expect(give).toHaveBeenCalledTimes(1);
  });

  test('that was refused is asked for anew, however long it holds', async () => {
    const { secret } = counting(HOUR_MS);
    await secret.ask();
    secret.refused();
    expect(await secret.ask()).toBe('password 2');
  });

  test('that is about to expire is asked for anew by a new connection, and told to the open ones', async () => {
    const { secret, give } = counting(1);
    await secret.ask();
    const told = [];
    const tell = (password) => told.push(password);
    secret.follow(tell);
    await until(() => told.length >= 2, 'it was renewed twice');
    expect(told.slice(0, 2)).toEqual(['password 2', 'password 3']);
    secret.unfollow(tell);
    const before = give.mock.calls.length;
    expect(await secret.ask()).toMatch(/^password /);
    expect(give.mock.calls.length).toBeGreaterThanOrEqual(before);
  });

  test('is asked for again when its function fails, and open connections go on', async () => {
    const { secret, give } = counting(1);
    await secret.ask();
    give.mockRejectedValueOnce(new Error('no token'));
    const told = [];
    const tell = (password) => told.push(password);
    secret.follow(tell);
    await until(() => told.length >= 1, 'it was renewed');
    secret.unfollow(tell);
    expect(told[0]).toBe('password 3');
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['no password', { expiresInMs: 5 }],
    ['no time', { password: 'hunter2' }],
    ['a time of 0', { password: 'hunter2', expiresInMs: 0 }],
    ['a time that is no number', { password: 'hunter2', expiresInMs: 'soon' }],
  ])('of a function that gives %s is refused, and not shown', async (_, given) => {
    const secret = new Secret(() => given);
    const error = await secret.ask().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain('redis.password');
    expect(error.message).not.toContain('hunter2');
  });

  test.each([
    ['four fifths of a short time', 60_000, 48_000],
    ['four fifths of a time of a quarter of an hour', 900_000, 720_000],
    ['three minutes before the end of ten minutes', 600_000, 420_000],
  ])('is asked for after %s', async (_, expiresInMs, dueMs) => {
    const timers = jest.spyOn(require('node:timers'), 'setTimeout');
    try {
      await jest.isolateModulesAsync(async () => {
        const { Secret: Fresh } = require('../../../../lib/store/redis/secret.js');
        const secret = new Fresh(() => ({ password: 'p', expiresInMs }));
        const tell = () => {};
        secret.follow(tell);
        await secret.ask();
        const [, ms] = timers.mock.calls.at(-1);
        secret.unfollow(tell);
        expect(ms).toBe(dueMs);
      });
    } finally {
      timers.mockRestore();
    }
  });
});
