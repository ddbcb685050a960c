'use strict';

const fs = require('node:fs');
const path = require('node:path');

const express = require('express');
const { IdempotencyHandler, RedisStore, idempotency } = require('onceonly');

const { serve } = require('../../../helpers/app.js');
const { cli, startOnTerminal } = require('../../../helpers/cli.js');
const { temporaryFolder } = require('../../../helpers/package-copy.js');
const { ROOT } = require('../../../helpers/project.js');
const { startRedis } = require('../../../helpers/redis-server.js');
const { until } = require('../../../helpers/until.js');
const { describeChange, leavesRunningAlone } = require('./changes.js');
const { makeRecords } = require('./records.js');

describeChange('resolve', { args: ['--result', '{"charge":"ch_1"}'], after: 'done' });
leavesRunningAlone('resolve', ['--result', '1']);

describe('resolve', () => {
  let records;
  beforeAll(async () => {
    records = await makeRecords();
  });
  const resolve = ({ id }, args, options) =>
    cli(['resolve', ...records.where, '--id', id, '--yes', ...args], options);

  test('gives every retry the result, for its time', async () => {
    const record = await records.unknown();
    expect((await resolve(record, ['--result', '{"charge":"ch_1"}', '--ttl', '2h'])).code).toBe(0);
    await expect(records.store.check(record.key, {})).resolves.toEqual({ charge: 'ch_1' });
    const { expiresIn } = await records.store.inspect(record.key);
    expect(Math.abs(expiresIn - 7200)).toBeLessThan(60);
  });

  test.each([['-'], ['@-']])('takes the result from standard input with %s', async (place) => {
    const record = await records.unknown();
    expect((await resolve(record, ['--result', place], { input: '"paid"\n' })).code).toBe(0);
    await expect(records.store.check(record.key, {})).resolves.toBe('paid');
  });

  test('takes a response from a file, which a route in response mode replays', async () => {
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: records.store, mode: 'response', lockTTL: 0.3, scope: false }));
      app.post('/pay', (req, res) => res.status(503).end());
    });
    const sent = { key: 'order-1', body: {} };
    await client.post('/pay', sent);
    const address = { key: 'order-1', method: 'POST', path: '/pay' };
    const isUnknown = async () => (await records.store.inspect(address))?.state === 'unknown';
    await until(isUnknown, 'its lease is over');
    const file = path.join(temporaryFolder('onceonly-cli-'), 'response.json');
    fs.writeFileSync(file, JSON.stringify({ status: 201, headers: { 'X-A': '1' }, body: 'paid' }));
    const { code } = await cli([
      ...['resolve', ...records.where, 'order-1', '--method', 'POST', '--path', '/pay'],
      ...['--response', `@${file}`, '--yes'],
    ]);
    expect(code).toBe(0);
    const { status, headers, text } = await client.post('/pay', sent);
    expect({ status, a: headers['x-a'], text }).toEqual({ status: 201, a: '1', text: 'paid' });
  });

  test('makes the bytes with the serializer of the config', async () => {
    const record = await records.unknown();
    const file = path.join(temporaryFolder('onceonly-config-'), 'onceonly.config.js');
    const { url, prefix } = records;
    fs.writeFileSync(
      file,
      `const { RedisStore } = require(${JSON.stringify(ROOT)});
       exports.store = new RedisStore(${JSON.stringify({ redis: url, prefix })});
       exports.serializer = { serialize: (v) => Buffer.from('mine ' + v), deserialize: (b) => b.toString().slice(5) };`,
    );
    const { code } = await cli([
      'resolve',
      '--config',
      file,
      '--id',
      record.id,
      '--result',
      '"x"',
      '--yes',
    ]);
    expect(code).toBe(0);
    const serializer = { serialize: String, deserialize: (bytes) => `read ${bytes}` };
    await expect(records.store.check(record.key, {}, { serializer })).resolves.toBe('read mine x');
  });

  test('says that the change may have been made if the store gives no answer', async () => {
    const redis = await startRedis();
    const store = new RedisStore({ redis: redis.url });
    const operation = () => Promise.reject(new Error('lost'));
    const handler = new IdempotencyHandler({ store, lockTTL: 0.3, cacheErrors: () => 'silent' });
    await handler.execute('key', {}, operation).catch(() => {});
    const run = startOnTerminal(['resolve', '--redis', redis.url, 'key', '--result', '1']);
    await run.shows(/\[y\/N\] $/, 'stdout');
    redis.pause();
    run.type('y\n');
    const { code, stdout } = await run.ended;
    redis.resume();
    await store.close();
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /The change may have been made\. Look with: onceonly inspect --id \S{43}/,
    );
    expect(stdout).not.toContain('"action"');
  });

  test.each([
    [[], /--result or --response/],
    [['--result', '1', '--response', '{}'], /--result or --response/],
    [['--result', 'paid'], /must be JSON/],
    [['--result', '@nowhere'], /can't be read/],
    [['--response', '{"status":99}'], /status/],
    [['--result', '1', '--ttl', 'long'], /--ttl must be a time/],
    [['--result', '1', '--ttl', '9999d'], /ttl/],
  ])('refuses %j and changes nothing', async (args, message) => {
    const record = await records.unknown();
    const { code, stdout, stderr } = await resolve(record, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    await expect(records.store.inspect(record.key)).resolves.toMatchObject({ state: 'unknown' });
  });
});
