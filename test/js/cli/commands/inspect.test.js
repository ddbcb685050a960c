'use strict';

const fs = require('node:fs');
const path = require('node:path');

const express = require('express');

const { serveRoute } = require('../../../helpers/app.js');
const { cli, startOnTerminal } = require('../../../helpers/cli.js');
const { temporaryFolder } = require('../../../helpers/package-copy.js');
const { ROOT } = require('../../../helpers/project.js');
const { HOSTILE, commandsIn } = require('../hostile-config.js');
const { makeRecords } = require('./records.js');

let records;
beforeAll(async () => {
  records = await makeRecords();
});

const inspect = (...args) => cli(['inspect', ...records.where, ...args]);
const number = expect.any(Number);

describe('inspect', () => {
  test('shows a result as one JSON object', async () => {
    const { id, key } = await records.done();
    const { code, lines, stderr } = await inspect(key, '--json');
    expect(lines).toEqual([
      {
        id,
        state: 'done',
        kind: 'value',
        label: '',
        attempt: 1,
        fence: number,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        age: number,
        expiresIn: number,
        leaseLeft: null,
        bytes: 18,
      },
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('shows a running operation with its lease', async () => {
    const { id, finish, executed } = await records.running();
    const { lines } = await inspect('--id', id, '--json');
    expect(lines).toMatchObject([{ state: 'running', kind: null, leaseLeft: number }]);
    finish();
    await executed;
  });

  test('shows a field a line to people', async () => {
    const { id } = await records.failed();
    const { code, stdout } = await inspect('--id', id);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/)[0])).toEqual([
      'id',
      'state',
      'label',
      'attempt',
      'stored',
      'expires in',
      'bytes',
      '',
    ]);
    expect(stdout).toMatch(/^state +done \(error\)$/m);
    expect(code).toBe(0);
  });

  test('takes the parts of a request, and the key from standard input', async () => {
    const address = { key: 'order-1', method: 'POST', path: '/charge', scope: 'ann' };
    const { id } = await records.done('paid', address);
    const parts = ['--method', 'post', '--path', '/Charge/', '--scope', 'ann', '--json'];
    for (const key of [['order-1'], ['--key', 'order-1']]) {
      expect((await inspect(...key, ...parts)).lines).toMatchObject([{ id }]);
    }
    for (const key of [['-'], ['--key', '-']]) {
      const { stdout } = await cli(['inspect', ...records.where, ...key, ...parts], {
        input: 'order-1\n',
      });
      expect(JSON.parse(stdout)).toMatchObject({ id });
    }
  });

  test('says where else to look if there is no record of the key alone', async () => {
    const { code, stdout, stderr } = await inspect('nothing');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^No record has this name\..*onceonly find/);
    expect(stderr).not.toContain('nothing');
  });

  test.each([
    [[], /Name a record/],
    [['a', 'b'], /one key only/],
    [['a', '--key', 'b'], /one key only/],
    [['a', '--id', 'A'.repeat(43)], /Leave out the key/],
    [['--path', '/a', '--id', 'A'.repeat(43)], /Leave out the key/],
    [['--id', 'short'], /43 characters/],
    [['-'], /1 to 255 characters/],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await inspect(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('works on a terminal', async () => {
    const { id } = await records.done();
    const { code, stdout } = await startOnTerminal(['inspect', ...records.where, '--id', id]).ended;
    expect(code).toBe(0);
    expect(stdout).toContain(id);
  });
});

test('inspect tells the scopeHash of events with a config that has the secret', async () => {
  const { url, prefix } = records;
  const address = { key: 'order-9', scope: 'ann' };
  await records.done(1, address);
  const events = [];
  const onEvent = (event) => events.push(event);
  const options = { store: records.store, secret: 's', scope: () => 'ann', onEvent };
  const client = await serveRoute(express, options, () => 1);
  await client.post('/run', { key: 'another', body: {} });
  const file = path.join(temporaryFolder('onceonly-config-'), 'onceonly.config.js');
  fs.writeFileSync(
    file,
    `const { RedisStore } = require(${JSON.stringify(ROOT)});
     exports.store = new RedisStore(${JSON.stringify({ redis: url, prefix })});
     exports.secret = 's';`,
  );
  const { lines } = await cli(['inspect', '--config', file, 'order-9', '--scope', 'ann', '--json']);
  const { scopeHash } = events.find((event) => event.scopeHash !== undefined);
  expect(lines).toMatchObject([{ scopeHash }]);
});

describe('the payload of a record', () => {
  const payloadOf = async ({ id }, ...args) => {
    const { lines } = await inspect('--id', id, '--payload', '--json', ...args);
    return lines[0].payload;
  };

  test('is never shown unless it is asked for', async () => {
    const { id } = await records.done('secret');
    for (const args of [[], ['--json']]) {
      expect((await inspect('--id', id, ...args)).stdout).not.toContain('secret');
    }
  });

  test.each([
    [{ charge: 'ch_1' }, { charge: 'ch_1' }],
    [Buffer.from('text'), { body: 'text' }],
    [Buffer.from([0xff]), { bodyBase64: '/w==' }],
  ])('is the value %j', async (value, shown) => {
    expect(await payloadOf(await records.done(value))).toEqual({ value: shown });
  });

  test('is an error with its fields', async () => {
    const error = Object.assign(new Error('card declined'), { code: 'DECLINED', status: 402 });
    expect(await payloadOf(await records.failed(error))).toEqual({
      error: expect.objectContaining({ name: 'Error', message: 'card declined', code: 'DECLINED' }),
    });
  });

  test('is a response', async () => {
    const record = await records.unknown();
    const response = { status: 201, headers: { 'X-A': ['1', '2'] }, body: 'paid' };
    await records.store.resolve({ id: record.id }, { response });
    expect(await payloadOf(record)).toEqual({ response });
  });

  test('is null without a result', async () => {
    expect(await payloadOf(await records.unknown())).toBeNull();
  });

  test('needs the serializer that made it', async () => {
    const { url, prefix } = records;
    const serializer = { serialize: (value) => Buffer.from(`<${value}>`), deserialize: String };
    const address = 'sealed';
    await records.store.store(address, 'x', undefined, { serializer });
    const record = await records.store.inspect(address);
    expect(await payloadOf(record)).toEqual({
      unreadable: expect.stringMatching(/--config export the serializer/),
    });
    const file = path.join(temporaryFolder('onceonly-config-'), 'onceonly.config.js');
    fs.writeFileSync(
      file,
      `const { RedisStore } = require(${JSON.stringify(ROOT)});
       exports.store = new RedisStore(${JSON.stringify({ redis: url, prefix })});
       exports.serializer = { serialize: Buffer.from, deserialize: (bytes) => 'read ' + bytes };`,
    );
    const run = await cli(['inspect', '--config', file, '--id', record.id, '--payload', '--json']);
    expect(run.lines).toMatchObject([{ payload: { value: 'read <x>' } }]);
  });

  test('does nothing to a terminal', async () => {
    const { id } = await records.done({ name: HOSTILE });
    const run = startOnTerminal(['inspect', ...records.where, '--id', id, '--payload']);
    const { code, stdout } = await run.ended;
    expect(code).toBe(0);
    expect(commandsIn(stdout)).toEqual([]);
    expect(stdout).toMatch(/^value +\{"name":"a\\u001b\]0;title/m);
  });
});
