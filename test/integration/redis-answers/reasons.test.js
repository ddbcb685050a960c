'use strict';

const { once } = require('node:events');
const http = require('node:http');
const path = require('node:path');

const { IdempotencyHandler, createStore } = require('onceonly');
const { atEnd } = require('../../helpers/cleanups');
const { findFreePort } = require('../../helpers/free-port');
const { startRedis } = require('../../helpers/redis-server');
const { makeCertificates } = require('../redis-tls/certificates');
const { startTlsRedis } = require('../redis-tls/tls-redis');
const { startRespProxy } = require('./resp-proxy');

const PASSWORD = 'hunter2';
let redis;
let warn;

beforeAll(async () => {
  redis = await startRedis({ args: ['--databases', '2'] });
});

beforeEach(() => {
  warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
});

afterEach(() => warn.mockRestore());

/** What a user can read of a server that a store cannot use: `{ codes, lastError, warnings, all }`. */
async function reasonsOn(address, settings = {}) {
  const store = createStore({ redis: address, ...settings });
  atEnd(() => store.close());
  const handler = new IdempotencyHandler({ store });
  const error = await handler.execute('k', {}, () => 1).catch((thrown) => thrown);
  const causes = [];
  for (let cause = error.cause; cause !== undefined; cause = cause.cause) causes.push(cause);
  const { lastError } = store.status();
  const warnings = warn.mock.calls.map(([message, { code }]) => ({ code, message }));
  const all = JSON.stringify([causes.map(String), warnings]);
  return { codes: causes.map(({ code }) => code), lastError, warnings, all };
}

async function listen(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => server.close());
  return server.address().port;
}

/** One warning of that kind, which names the failure and the address. */
function oneWarning(code, failure, place) {
  return [{ code, message: expect.stringContaining(`: ${failure} at ${place}: `) }];
}

const REFUSES = 'ONCEONLY_REDIS_REFUSES';
const UNAVAILABLE = 'ONCEONLY_REDIS_UNAVAILABLE';

describe('a server that will not let this client in is named with its reason', () => {
  test.each([
    ['a password is wanted', ''],
    ['the password is wrong', `:${PASSWORD}@`],
    ['the user does not exist', `nobody:${PASSWORD}@`],
  ])('when %s', async (_, login) => {
    const guarded = await startRedis({ args: ['--requirepass', 'right'] });
    const place = `127.0.0.1:${guarded.port}`;
    const found = await reasonsOn(`redis://${login}${place}`);
    expect(found).toMatchObject({ lastError: 'AUTH_FAILED' });
    expect(found.codes).toContain('AUTH_FAILED');
    expect(found.warnings).toEqual(oneWarning(REFUSES, 'AUTH_FAILED', `redis://${place}`));
    expect(found.all).not.toContain(PASSWORD);
    expect(found.all).not.toContain('nobody');
  });

  test.each([
    ['in the path of a URL', () => `${redis.url}/7`],
    ['in the query of a URL', () => `${redis.url}?db=7`],
    ['as a field', () => ({ port: redis.port, db: '7' })],
  ])('when it has no database of that number, given %s', async (_, address) => {
    const found = await reasonsOn(address(), { prefix: `p${Math.random()}` });
    expect(found.lastError).toBe('NO_SUCH_DATABASE');
    expect(found.codes).toContain('NO_SUCH_DATABASE');
    for (const { code, message } of found.warnings) {
      expect(code).toBe(REFUSES);
      expect(message).toContain(`NO_SUCH_DATABASE at ${redis.url}/7: `);
    }
  });

  test('when it is in protected mode', async () => {
    const proxy = await startRespProxy(redis.port);
    proxy.answer = () => '-DENIED Redis is running in protected mode because ...\r\n';
    const found = await reasonsOn(proxy.url);
    expect(found.lastError).toBe('PROTECTED_MODE');
    expect(found.warnings).toEqual(oneWarning(REFUSES, 'PROTECTED_MODE', proxy.url));
  });

  test('when it is a web server', async () => {
    const port = await listen(http.createServer((req, res) => res.end()));
    const found = await reasonsOn({ port });
    expect(found.lastError).toBe('NOT_REDIS');
    expect(found.warnings).toEqual(oneWarning(REFUSES, 'NOT_REDIS', `redis://127.0.0.1:${port}`));
  });

  test('when it is a web server that was to speak TLS', async () => {
    const port = await listen(http.createServer((req, res) => res.end()));
    const { lastError, warnings } = await reasonsOn(`rediss://127.0.0.1:${port}`);
    expect(lastError).toBe('TLS_FAILED');
    expect(warnings).toEqual(oneWarning(REFUSES, 'TLS_FAILED', `rediss://127.0.0.1:${port}`));
    expect(warnings[0].message).toMatch(/does that port speak TLS\?\)\. /);
  });
});

describe('a server that cannot be used is named with its reason, without a logger', () => {
  test('when nothing listens there', async () => {
    const place = `127.0.0.1:${await findFreePort()}`;
    const found = await reasonsOn(`redis://user:${PASSWORD}@${place}/3`);
    expect(found).toMatchObject({ codes: ['CONNECT_FAILED'], lastError: 'CONNECT_FAILED' });
    expect(found.warnings).toEqual(oneWarning(UNAVAILABLE, 'CONNECT_FAILED', `redis://${place}/3`));
    expect(found.all).not.toContain(PASSWORD);
  });

  test('when the socket is not there', async () => {
    const missing = path.join(path.dirname(redis.socketPath), 'missing.sock');
    const { warnings } = await reasonsOn(`unix://${missing}`);
    expect(warnings).toEqual(oneWarning(UNAVAILABLE, 'CONNECT_FAILED', `unix://${missing}`));
  });

  test('when there is no such name', async () => {
    const { warnings } = await reasonsOn('redis://no-such-host.invalid:6379');
    const place = 'redis://no-such-host.invalid:6379';
    expect(warnings).toEqual(oneWarning(UNAVAILABLE, 'LOOKUP_FAILED', place));
  });

  test('when it wants TLS', async () => {
    const { tlsPort: port } = await startTlsRedis(await makeCertificates(), 'server');
    const { warnings } = await reasonsOn({ port });
    expect(warnings).toEqual(
      oneWarning(UNAVAILABLE, 'CONNECT_FAILED', `redis://127.0.0.1:${port}`),
    );
    expect(warnings[0].message).toContain('does that port want TLS, `rediss://`?');
  });

  test.each([
    ['is a replica', 'READ_ONLY', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
    [
      'is full',
      'SERVER_FULL',
      ['CONFIG', 'SET', 'maxmemory', '1'],
      ['CONFIG', 'SET', 'maxmemory', '0'],
    ],
    [
      'lacks replicas',
      'NO_REPLICAS',
      ['CONFIG', 'SET', 'min-replicas-to-write', '1'],
      ['CONFIG', 'SET', 'min-replicas-to-write', '0'],
    ],
  ])('when it %s', async (_, code, begin, end) => {
    await redis.command(...begin);
    const { warnings } = await reasonsOn(redis.url, { prefix: code });
    await redis.command(...end);
    expect(warnings).toEqual(oneWarning(UNAVAILABLE, code, redis.url));
  });
});

test('each failure of an address is warned of once', async () => {
  const address = { port: await findFreePort() };
  expect((await reasonsOn(address)).warnings).toHaveLength(1);
  expect((await reasonsOn(address, { prefix: 'other' })).warnings).toHaveLength(1);
});
