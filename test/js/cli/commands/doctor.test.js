'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { cli, startOnTerminal } = require('../../../helpers/cli.js');
const { temporaryFolder } = require('../../../helpers/package-copy.js');
const { ROOT } = require('../../../helpers/project.js');
const { startRedis } = require('../../../helpers/redis-server.js');

const BEST = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'];

const doctor = ({ url }, ...args) => cli(['doctor', '--redis', url, '--json', ...args]);
const levelOf = (diagnosis, code) => diagnosis.findings.find((each) => each.code === code)?.level;

describe('doctor', () => {
  // Of each: what is wrong with the server, its arguments, the row of the table of promises, and the exit code.
  test.each([
    ['in the best setting', BEST, 'durable', 0],
    ['with AOF everysec', [...BEST, '--appendfsync', 'everysec'], 'lossy', 0],
    ['without AOF', [], 'volatile', 1],
    [
      'that evicts',
      [...BEST, '--maxmemory-policy', 'allkeys-lru', '--maxmemory', '100mb'],
      'evictable',
      1,
    ],
  ])('names the promise of a Redis %s', async (_, args, row, code) => {
    const run = await doctor(await startRedis({ args }));
    expect(run.lines).toMatchObject([{ kind: 'redis', ok: true, failure: null, promise: { row } }]);
    expect(run.code).toBe(code);
  });

  test('has all that is known of a good Redis, as one JSON object', async () => {
    const redis = await startRedis({ args: BEST });
    const [found] = (await doctor(redis)).lines;
    expect(Object.keys(found)).toEqual([
      ...['kind', 'prefix', 'ok', 'failure', 'promise', 'findings', 'server', 'latency', 'runtime'],
    ]);
    expect(found.server).toMatchObject({
      address: redis.url,
      tls: false,
      eviction: 'noeviction',
      aof: 'always',
      replicas: 0,
      missing: [],
    });
    expect(found.latency.begin).toMatchObject({ count: 100, p50: expect.any(Number) });
    expect(found.promise).toMatchObject({ row: 'durable', limits: [] });
    expect(found.runtime).toMatchObject({ node: process.versions.node });
  });

  test('leaves nothing behind, and writes nothing with --probes 0', async () => {
    const redis = await startRedis({ args: BEST });
    await doctor(redis);
    expect(await redis.command('DBSIZE')).toBe(0);
    const { lines } = await cli(['doctor', '--redis', redis.url, '--json', '--probes', '0']);
    expect(lines).toMatchObject([{ latency: null }]);
  });

  test('says "not known" where the server refuses to tell, and takes your word for it', async () => {
    const redis = await startRedis({ args: BEST });
    const acl = ['on', '>pw', '~*', '&*', '+@all', '-config', '-info', '-acl'];
    await redis.command('ACL', 'SETUSER', 'app', ...acl);
    const managed = { url: redis.url.replace('//', '//app:pw@') };
    const { code, lines } = await doctor(managed);
    const [blind] = lines;
    expect(code).toBe(1);
    expect(blind.promise.row).toBe('unknown');
    expect(levelOf(blind, 'aof')).toBe('unknown');
    const told = [
      '--assume',
      'aof=always',
      '--assume',
      'eviction=noeviction',
      '--assume',
      'replicas=0',
    ];
    const run = await doctor(managed, ...told);
    expect(run.lines[0].promise.row).toBe('durable');
    expect(levelOf(run.lines[0], 'aof')).toBe('assumed');
    expect(run.code).toBe(0);
    const { stdout } = await cli(['doctor', '--redis', managed.url, '--probes', '0']);
    expect(stdout).toMatch(/^aof +not known /m);
  });

  test.each([
    ['that is not there', async () => ({ url: 'redis://127.0.0.1:1' }), 'CONNECT_FAILED'],
    [
      'with another password',
      async () =>
        startRedis({ args: ['--requirepass', 'right'] }).then(({ url }) => ({
          url: url.replace('//', '//:wrong@'),
        })),
      'AUTH_FAILED',
    ],
    ['that lets its user do too little', limitedRedis, 'NO_PERMISSION'],
  ])('ends with 3 for a Redis %s', async (_, start, failure) => {
    const run = await doctor(await start());
    expect(run.lines).toMatchObject([
      { ok: false, failure: { code: failure }, promise: { row: 'none' } },
    ]);
    expect(run.code).toBe(3);
    expect(run.stdout + run.stderr).not.toContain('wrong');
  });

  test('ends with 3 for a Redis that stands still', async () => {
    const redis = await startRedis();
    redis.pause();
    const run = await doctor(redis);
    redis.resume();
    expect(run.lines).toMatchObject([{ ok: false }]);
    expect(run.code).toBe(3);
  });

  test('ends with an error for a Redis that is full', async () => {
    const redis = await startRedis({ args: BEST });
    await redis.command('SET', 'ballast', 'x'.repeat(1_000_000));
    await redis.command('CONFIG', 'SET', 'maxmemory', '1mb');
    const run = await doctor(redis);
    expect(levelOf(run.lines[0], 'memory') === 'bad' || !run.lines[0].ok).toBe(true);
    expect([1, 3]).toContain(run.code);
  });

  test('is a page on a terminal: the promise, the checks, the cures', async () => {
    const redis = await startRedis();
    const { code, stdout } = await startOnTerminal(['doctor', '--redis', redis.url]).ended;
    expect(stdout).toMatch(/^Promise: [A-Z].*\r\n\r\nCHECK +LEVEL +FOUND\r\nconnection +ok /);
    expect(stdout).toMatch(/^aof: .*appendonly yes/m);
    expect(code).toBe(1);
  });

  test('tells the promise of a store in memory', async () => {
    const file = path.join(temporaryFolder('onceonly-config-'), 'onceonly.config.js');
    fs.writeFileSync(file, `exports.store = new (require(${JSON.stringify(ROOT)}).MemoryStore)();`);
    const { code, lines } = await cli(['doctor', '--config', file, '--json']);
    expect(lines).toMatchObject([{ kind: 'memory', promise: { row: 'process' } }]);
    expect(code).toBe(0);
  });

  test.each([
    [['--assume', 'aof']],
    [['--assume', 'memory=1']],
    [['--assume', 'aof=always', '--assume', 'aof=no']],
    [['--assume', 'replicas=many']],
    [['--probes', '-1']],
    [['x']],
  ])('refuses %j', async (args) => {
    const { code, stdout } = await doctor({ url: 'redis://127.0.0.1:1' }, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

/** A Redis whose user lacks one command that the store needs. */
async function limitedRedis() {
  const redis = await startRedis();
  const acl = ['on', '>pw', '~*', '&*', '+@all', '-getex', '-evalsha', '-eval'];
  await redis.command('ACL', 'SETUSER', 'app', ...acl);
  return { url: redis.url.replace('//', '//app:pw@') };
}
