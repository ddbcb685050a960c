'use strict';

const express = require('express');
const { createStore, generateIdempotencyKey: newKey } = require('onceonly');

const { serveRoute } = require('../../helpers/app');
const { atEnd } = require('../../helpers/cleanups');
const { runChild } = require('../../helpers/child');
const { startRedis } = require('../../helpers/redis-server');
const { until } = require('../../helpers/until');
const { internals } = require('../../../lib/store/store.js');
const { startRespProxy } = require('./resp-proxy');

// A refusal takes all of its budget. A request that is to run gets one that no busy machine uses up.
const BUDGET_MS = 300;
const PATIENT_MS = 25_000;

let redis;
let proxy;
let app;

beforeAll(async () => {
  redis = await startRedis();
});

beforeEach(async () => {
  proxy = await startRespProxy(redis.port);
  app = await serveOn(proxy.url);
});

async function serveOn(url, budgetMs = BUDGET_MS) {
  const store = createStore({ redis: url });
  atEnd(() => store.close());
  const operation = jest.fn(async () => 'ran');
  const client = await serveRoute(express, { store, budgetMs }, operation);
  return { store, operation, client };
}

const send = ({ client }) => client.post('/run', { key: newKey(), body: {} });
// What a verb asks; what a new connection asks goes to Redis.
const isVerb = (args) =>
  /^(SET|EVAL)/.test(args[0]) && !args.some((arg) => arg.includes('{check}'));

/** One call of a verb, without the retries of a request. */
function inspectOnce(store) {
  const call = { id: 'x'.repeat(43), withPayload: false, timeoutMs: 5000 };
  return internals(store).verbs.inspect(call);
}

async function expectRefusal(text = /^$/) {
  const answer = await send(app);
  expect(answer).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
  expect(answer.headers['retry-after']).toMatch(/^\d+$/);
  expect(answer.text).not.toMatch(text);
  expect(app.operation).not.toHaveBeenCalled();
}

async function expectRecovery() {
  const answer = await until(async () => {
    const each = await send(app);
    return each.status === 200 && each;
  }, 'the store works again');
  expect(answer.json).toBe('ran');
  expect(app.operation).toHaveBeenCalledTimes(1);
}

describe('an error of the server is a 503, nothing runs, and it passes', () => {
  test.each([
    ['LOADING', 'LOADING Redis is loading the dataset in memory'],
    ['READ_ONLY', "READONLY You can't write against a read only replica."],
    ['SERVER_FULL', "OOM command not allowed when used memory > 'maxmemory'."],
    ['MASTER_DOWN', "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is 'no'."],
    ['MISCONF', 'MISCONF Redis is configured to save RDB snapshots'],
    ['NO_REPLICAS', 'NOREPLICAS Not enough good replicas to write.'],
    ['BUSY', 'BUSY Redis is busy running a script.'],
    ['AUTH_FAILED', 'NOAUTH Authentication required.'],
    ['NO_PERMISSION', "NOPERM this user has no permissions to run the 'evalsha' command"],
    ['WRONG_TYPE', 'WRONGTYPE Operation against a key holding the wrong kind of value'],
    ['CLUSTER_UNSUPPORTED', 'MOVED 3999 10.9.8.7:6381'],
    ['CLUSTER_UNSUPPORTED', 'ASK 3999 10.9.8.7:6381'],
    ['CLUSTER_UNSUPPORTED', "CROSSSLOT Keys in request don't hash to the same slot"],
    ['CLUSTER_UNSUPPORTED', 'CLUSTERDOWN The cluster is down'],
    ['SERVER_ERROR', 'ERR something that nobody has seen'],
  ])('%s: %s', async (code, text) => {
    proxy.answer = (args) => (isVerb(args) ? `-${text}\r\n` : undefined);
    await expect(inspectOnce(app.store)).rejects.toMatchObject({ code });
    await expectRefusal(new RegExp(text.split(' ')[0]));
    proxy.answer = () => undefined;
    await expectRecovery();
  });
});

describe('a reply of the wrong shape is a 503, nothing runs, and it passes', () => {
  test.each([
    ['a status', '+OK\r\n'],
    ['a number', ':1\r\n'],
    ['an empty array', '*0\r\n'],
    ['a moment alone', '*1\r\n:1795000000000\r\n'],
    ['a moment that is text', '*3\r\n$1\r\n1\r\n:5\r\n$-1\r\n'],
    ['no RESP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ])('%s', async (_, reply) => {
    proxy.answer = (args) => (isVerb(args) ? reply : undefined);
    await expect(inspectOnce(app.store)).rejects.toThrow();
    await expectRefusal();
    proxy.answer = () => undefined;
    await expectRecovery();
  });
});

// The claim is there, and a look judges it as everybody else does.
test.each([
  ['an error', '-ERR unknown command'],
  ['nothing', '$-1'],
  ['no moment', '*0'],
])('an operation runs only after a look where TIME is answered with %s', async (_, reply) => {
  const patient = await serveOn(proxy.url, PATIENT_MS);
  await patient.store.check('connects');
  proxy.answer = ([name]) => (name === 'TIME' ? `${reply}\r\n` : undefined);
  let before;
  patient.operation.mockImplementation(async () => {
    before = proxy.asked;
    proxy.asked = [];
    return 'ran';
  });
  proxy.asked = [];
  expect(await send(patient)).toMatchObject({ status: 200, json: 'ran' });
  expect(before).toEqual(['SET', 'TIME', 'SET', 'TIME', 'EVALSHA']);
});

describe('a real server in a state of its own', () => {
  async function expectRefusedWhile(begin, end, on = redis) {
    app = await serveOn(on.url);
    await app.store.check('k');
    await begin();
    await expectRefusal();
    await end();
    await expectRecovery();
  }
  const set = (name, value) => () => redis.command('CONFIG', 'SET', name, value);

  test('full', () => expectRefusedWhile(set('maxmemory', '1'), set('maxmemory', '0')));

  test('without its replicas', () =>
    expectRefusedWhile(set('min-replicas-to-write', '1'), set('min-replicas-to-write', '0')));

  test('a replica', () =>
    expectRefusedWhile(
      () => redis.command('REPLICAOF', '127.0.0.1', '1'),
      () => redis.command('REPLICAOF', 'NO', 'ONE'),
    ));

  test('a replica that has lost its master and says nothing', async () => {
    await redis.command('CONFIG', 'SET', 'replica-serve-stale-data', 'no');
    await expectRefusedWhile(
      () => redis.command('REPLICAOF', '127.0.0.1', '1'),
      () => redis.command('REPLICAOF', 'NO', 'ONE'),
    );
  });

  test('with a list under a name of ours', async () => {
    const sent = { key: newKey(), body: {} };
    const patient = await serveOn(redis.url, PATIENT_MS);
    await redis.command('FLUSHALL');
    await patient.client.post('/run', sent);
    const [name] = await redis.command('KEYS', 'idem:result:*');
    await redis.command('FLUSHALL');
    await redis.command('RPUSH', name, 'a');
    expect(await app.client.post('/run', sent)).toMatchObject({ status: 503 });
    expect(app.operation).not.toHaveBeenCalled();
    await redis.command('DEL', name);
    expect(await patient.client.post('/run', sent)).toMatchObject({ status: 200, cached: false });
  });

  test('a node of a cluster', async () => {
    const node = await startRedis({ args: ['--cluster-enabled', 'yes'] });
    app = await serveOn(node.url);
    await expectRefusal(/CLUSTERDOWN|hash/);
    await expect(inspectOnce(app.store)).rejects.toMatchObject({ code: 'CLUSTER_DOWN' });
  });
});

describe('a process', () => {
  /** The warnings of a process that uses Redis twice, as [code, message]. */
  function warningsOn(url, code = '') {
    return runChild(
      `
      const seen = [];
      process.on('warning', ({ code, message }) => seen.push([code, message]));
      const { createStore } = require('onceonly');
      const store = createStore({ redis: ${JSON.stringify(url)} });
      const use = () => store.store('k' + Math.random(), 1).catch(() => {});
      (async () => {
        await use();
        ${code}
        await use();
        await store.close();
        console.log(JSON.stringify(seen));
      })();`,
      { flags: ['--no-warnings'] },
    );
  }

  test('is warned of nothing on a good server', () => {
    expect(warningsOn(redis.url)).toEqual([]);
  });

  test('is warned of an eviction policy that drops records', async () => {
    const { url } = await startRedis({ args: ['--maxmemory-policy', 'allkeys-lru'] });
    const expected = [
      'ONCEONLY_EVICTION_POLICY',
      expect.stringContaining('`maxmemory-policy allkeys-lru`'),
    ];
    expect(warningsOn(url)).toEqual([expected]);
  });

  test('is warned of a server that is too old', async () => {
    const info = 'redis_version:5.0.14\r\n';
    proxy.answer = ([name, section]) =>
      name === 'INFO' && section === 'server' ? `$${info.length}\r\n${info}\r\n` : undefined;
    const patient = await serveOn(proxy.url, PATIENT_MS);
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    expect(await send(patient)).toMatchObject({ status: 200 });
    const warnings = warn.mock.calls;
    warn.mockRestore();
    const type = 'OnceonlyWarning';
    const expected = [
      expect.stringContaining('Redis 5.0.14.'),
      { type, code: 'ONCEONLY_OLD_REDIS' },
    ];
    expect(warnings).toEqual([expected]);
  });

  test('is warned of a cluster that it takes for one server, once', async () => {
    const { port, url } = await startRedis({ args: ['--cluster-enabled', 'yes'] });
    const warning = ['ONCEONLY_REDIS_CLUSTER', expect.stringContaining('cluster: false')];
    expect(warningsOn({ port, cluster: false })).toEqual([warning]);
    expect(warningsOn(url)).toEqual([]);
  });

  test('is warned of a wrong password and of a missing permission, which is named', async () => {
    await redis.command('ACL', 'SETUSER', 'poor', 'on', '>pw', '~idem:*', '+@all', '-getex');
    const at = (login) => `redis://${login}@127.0.0.1:${redis.port}`;
    const refused = (text) => [['ONCEONLY_REDIS_REFUSES', expect.stringMatching(text)]];
    const place = `at redis://127.0.0.1:${redis.port}`;
    expect(warningsOn(at('poor:no'))).toEqual(refused(`: AUTH_FAILED ${place}: .*\\. `));
    expect(warningsOn(at('poor:pw'))).toEqual(
      refused(`: NO_PERMISSION ${place}: .* \\(GETEX\\)\\. `),
    );
  });
});
