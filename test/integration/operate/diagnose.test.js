'use strict';

const { MemoryStore, RedisStore } = require('onceonly');

const { mapStore } = require('../../js/store/map-store.js');
const { atEnd } = require('../../helpers/cleanups.js');
const { startRedis } = require('../../helpers/redis-server.js');
const { TcpRelay } = require('../../helpers/tcp-relay.js');
const { until } = require('../../helpers/until.js');

const SAFE = ['--appendonly', 'yes', '--appendfsync', 'always'];
const EVICTING = ['--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru'];
const SMALLEST = 'on >secret ~idem:* +evalsha +eval +time +get +getex +set +del +pttl';

function storeOf(redis) {
  const store = new RedisStore({ redis });
  atEnd(() => store.close());
  return store;
}

const withUser = (server, user) => server.url.replace('redis://', `redis://${user}@`);
const levels = ({ findings }) =>
  Object.fromEntries(findings.map(({ code, level }) => [code, level]));
const finding = ({ findings }, wanted) => findings.find(({ code }) => code === wanted);

describe('diagnose of a server', () => {
  test('with AOF always and noeviction finds the best promise, and everything in order', async () => {
    const server = await startRedis({ args: SAFE });
    const store = storeOf(server.url);
    await store.store('key', 'value');
    const diagnosis = await store.diagnose({ probes: 20 });
    expect(diagnosis).toMatchObject({
      kind: 'redis',
      prefix: 'idem',
      ok: true,
      failure: null,
      promise: { row: 'durable', limits: [] },
      server: {
        address: server.url,
        software: 'redis',
        role: 'master',
        missing: [],
        missingExtras: [],
        eviction: 'noeviction',
        aof: 'always',
        replicas: 0,
        cluster: false,
      },
      latency: { begin: { count: 20 }, complete: { count: 20 } },
      runtime: { node: process.versions.node },
    });
    // How fast this machine is says nothing.
    const { latency, ...others } = levels(diagnosis);
    expect(['ok', 'warn']).toContain(latency);
    expect(new Set(Object.values(others))).toEqual(new Set(['ok']));
    expect(diagnosis.server.bytesPerKey).toBeGreaterThan(50);
    expect(diagnosis.latency.begin.p99).toBeGreaterThanOrEqual(diagnosis.latency.begin.p50);
    expect(Math.abs(diagnosis.server.clockOffsetMs)).toBeLessThan(60_000);
    await expect(server.command('DBSIZE')).resolves.toBe(1);
  });

  test.each([
    ['that evicts', 'evictable', 'eviction', 'bad', [...SAFE, ...EVICTING]],
    ['without an append-only file', 'volatile', 'aof', 'bad', []],
    ['with AOF everysec', 'lossy', 'aof', 'warn', [...SAFE, '--appendfsync', 'everysec']],
    ['with AOF no', 'lossy', 'aof', 'warn', [...SAFE, '--appendfsync', 'no']],
  ])('%s finds the promise %j, limited by %j', async (_, row, code, level, args) => {
    const server = await startRedis({ args });
    const diagnosis = await storeOf(server.url).diagnose({ probes: 1 });
    expect(diagnosis).toMatchObject({ ok: true, promise: { row, limits: [code] } });
    expect(finding(diagnosis, code)).toMatchObject({ level, cure: expect.any(String) });
  });

  test('that evicts nothing without a maxmemory warns, and keeps the promise', async () => {
    const server = await startRedis({ args: [...SAFE, '--maxmemory-policy', 'volatile-lru'] });
    const diagnosis = await storeOf(server.url).diagnose({ probes: 1 });
    expect(diagnosis.promise).toMatchObject({ row: 'durable', limits: ['eviction'] });
    expect(levels(diagnosis).eviction).toBe('warn');
  });

  test('that refuses its settings says "unknown", and takes what is assumed', async () => {
    const server = await startRedis({ args: SAFE });
    await server.command('ACL', 'SETUSER', 'app', ...SMALLEST.split(' '));
    const store = storeOf(withUser(server, 'app:secret'));
    const diagnosis = await store.diagnose({ probes: 1 });
    expect(diagnosis).toMatchObject({ ok: true, promise: { row: 'unknown' } });
    expect(levels(diagnosis)).toMatchObject({
      version: 'unknown',
      eviction: 'unknown',
      aof: 'unknown',
      replicas: 'unknown',
      permissions: 'warn',
      writes: 'ok',
    });
    expect(diagnosis.server.missing).toEqual([]);
    expect(diagnosis.server.missingExtras).toEqual(
      expect.arrayContaining(['+scan', '+info', '+script|load', '+pexpiretime']),
    );
    const assume = { aof: 'always', eviction: 'noeviction', replicas: 0 };
    const assumed = await store.diagnose({ probes: 1, assume });
    expect(assumed.promise).toMatchObject({ row: 'durable', limits: [] });
    expect(levels(assumed)).toMatchObject({
      eviction: 'assumed',
      aof: 'assumed',
      replicas: 'assumed',
    });
  });

  test('believes the server more than an assumption', async () => {
    const server = await startRedis();
    const assume = { aof: 'always' };
    const diagnosis = await storeOf(server.url).diagnose({ probes: 1, assume });
    expect(diagnosis.promise.row).toBe('volatile');
  });

  test.each([
    ['-getex', ['+getex']],
    ['-evalsha', ['+evalsha']],
    ['resetkeys ~other:*', ['~idem:*']],
  ])('whose user has %s names the missing right', async (rule, missing) => {
    const server = await startRedis();
    const all = 'on >secret ~* &* +@all';
    await server.command('ACL', 'SETUSER', 'app', ...`${all} ${rule}`.split(' '));
    const diagnosis = await storeOf(withUser(server, 'app:secret')).diagnose();
    expect(diagnosis).toMatchObject({ ok: false, failure: { code: 'NO_PERMISSION' } });
    expect(diagnosis.promise.row).toBe('none');
    expect(diagnosis.server.missing).toEqual(missing);
    expect(finding(diagnosis, 'permissions')).toMatchObject({
      level: 'bad',
      found: expect.stringContaining(missing[0]),
    });
    // Everything else is told all the same.
    expect(diagnosis.server).toMatchObject({ version: expect.any(String), aof: 'off' });
  });

  test('that takes no wrong password says so, and shows none', async () => {
    const server = await startRedis({ args: ['--requirepass', 'right'] });
    const diagnosis = await storeOf(withUser(server, ':wrong-password')).diagnose();
    expect(diagnosis).toMatchObject({ ok: false, failure: { code: 'AUTH_FAILED' } });
    expect(finding(diagnosis, 'connection').level).toBe('bad');
    expect(JSON.stringify(diagnosis)).not.toMatch(/wrong-password|right/);
  });

  test('that is frozen says so within its time', async () => {
    const server = await startRedis();
    const store = storeOf(server.url);
    await store.ready();
    server.pause();
    const diagnosis = await store.diagnose({ timeoutMs: 3000 });
    server.resume();
    expect(diagnosis.ok).toBe(false);
    expect(['STORE_TIMEOUT', 'CONNECT_TIMEOUT', 'REPLY_LOST']).toContain(diagnosis.failure.code);
    expect(levels(diagnosis)).toEqual({ connection: 'bad', binary: 'ok' });
  });

  test('that is full answers, and takes no new key', async () => {
    const server = await startRedis({ args: ['--maxmemory', '3mb'] });
    const fill = "for i = 1, 1000 do redis.call('SET', 'other:' .. i, string.rep('x', 20000)) end";
    await server.command('EVAL', fill, '0').catch(() => {});
    const diagnosis = await storeOf(server.url).diagnose();
    expect(diagnosis).toMatchObject({ ok: false, failure: { code: 'SERVER_FULL' } });
    expect(levels(diagnosis)).toMatchObject({ connection: 'ok', writes: 'bad', memory: 'warn' });
  });

  test('that does not run says so', async () => {
    const server = await startRedis();
    await server.stop();
    const diagnosis = await storeOf(server.url).diagnose();
    expect(diagnosis).toMatchObject({ ok: false, failure: { code: 'CONNECT_FAILED' } });
    expect(finding(diagnosis, 'connection').found).toContain(server.url);
  });

  test('with a replica may lose records at a failover, and the replica takes no keys', async () => {
    const server = await startRedis({ args: SAFE });
    const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', server.port] });
    const isLinked = async () => /state=online/.test(await server.command('INFO', 'replication'));
    await until(isLinked, 'the replica is there');
    const diagnosis = await storeOf(server.url).diagnose({ probes: 1 });
    expect(diagnosis.promise).toMatchObject({ row: 'lossy', limits: ['replicas'] });
    const { cure } = finding(diagnosis, 'replicas');
    expect(cure).toBe('Set `minReplicas` to 1, all of them: docs/guides/redis.md#replicas.');
    await server.command('CONFIG', 'SET', 'min-replicas-to-write', '1');
    const guarded = await storeOf(server.url).diagnose({ probes: 1 });
    expect(guarded.promise).toMatchObject({ row: 'lossy', limits: ['replicas'] });
    const address = { port: server.port, minReplicas: 1 };
    const confirmed = await storeOf(address).diagnose({ probes: 1 });
    expect(confirmed.failure).toBe(null);
    expect(confirmed.promise).toMatchObject({ row: 'durable', limits: [] });
    expect(confirmed.server).toMatchObject({ replicas: 1, confirmedReplicas: 1 });
    expect(finding(confirmed, 'replicas').found).toBe('1 replicas, which confirm each answer');
    const ofReplica = await storeOf(replica.url).diagnose();
    expect(ofReplica).toMatchObject({ ok: false, failure: { code: 'READ_ONLY' } });
    expect(levels(ofReplica)).toMatchObject({ role: 'bad', writes: 'bad', connection: 'ok' });
  });

  // This machine has one version of Redis. Its replies name an older one of the same length.
  test('of an old version says so', async () => {
    class OldServer extends TcpRelay {
      pass(bytes, direction, to) {
        const text = bytes.toString('latin1');
        to.write(text.replace(/redis_version:\d\.\d\.\d\d/, 'redis_version:6.0.16'), 'latin1');
      }
    }
    const server = await startRedis();
    const old = await new OldServer(server.port).start();
    const diagnosis = await storeOf(`redis://127.0.0.1:${old.port}`).diagnose({ probes: 1 });
    expect(finding(diagnosis, 'version')).toMatchObject({
      level: 'bad',
      found: 'Redis 6.0.16',
      cure: expect.stringContaining('6.2'),
    });
  });

  test('writes nothing without probes', async () => {
    const server = await startRedis();
    const diagnosis = await storeOf(server.url).diagnose({ probes: 0 });
    expect(diagnosis).toMatchObject({ ok: true, latency: null });
    await expect(server.command('INFO', 'persistence')).resolves.toMatch(
      /rdb_changes_since_last_save:0\r/,
    );
  });
});

describe('diagnose of a store without a server', () => {
  test('in memory finds the promise of one process', async () => {
    const store = new MemoryStore();
    const diagnosis = await store.diagnose({ probes: 5 });
    expect(diagnosis).toMatchObject({ kind: 'memory', ok: true, promise: { row: 'process' } });
    expect(levels(diagnosis)).toEqual({ writes: 'ok', latency: 'ok', binary: 'ok' });
    await expect(store.stats()).resolves.toMatchObject({ records: 0 });
    await store.close();
  });

  test('in memory that is full finds that it takes no key', async () => {
    const store = new MemoryStore({ maxEntries: 1 });
    await store.store('key', 1);
    await expect(store.diagnose()).resolves.toMatchObject({
      ok: false,
      failure: { code: 'STORE_FULL' },
    });
    await store.close();
  });

  test('in JavaScript leaves the promise to its functions', async () => {
    const store = mapStore();
    await expect(store.diagnose({ probes: 2 })).resolves.toMatchObject({
      kind: 'custom',
      ok: true,
      promise: { row: 'custom' },
    });
    await store.close();
  });

  test.each([
    [{ assume: { aof: 'sometimes' } }, 'ERR_ONCEONLY_OPTION_VALUE'],
    [{ assume: { disk: 'ssd' } }, 'ERR_ONCEONLY_OPTION_UNKNOWN'],
    [{ probes: -1 }, 'ERR_ONCEONLY_OPTION_RANGE'],
  ])('refuses %j', async (options, code) => {
    const store = new MemoryStore();
    await expect(store.diagnose(options)).rejects.toMatchObject({ code });
    await store.close();
  });
});
