'use strict';

const { IdempotencyHandler, RedisStore } = require('onceonly');

const { cli, startCli, startOnTerminal } = require('../../../helpers/cli.js');
const { startRedis } = require('../../../helpers/redis-server.js');
const { makeRecords } = require('./records.js');

const QUICK = ['--interval', '0.05'];

let records;
beforeEach(async () => {
  records = await makeRecords();
});

/** Starts a watch and resolves when it has shown the record that was there before. */
async function startWatch(...args) {
  const before = await records.running();
  const run = startCli(['watch', ...records.where, ...QUICK, '--json', ...args]);
  const shows = (event, { id }) =>
    run.shows(new RegExp(`"event":"${event}","id":"${id}"`), 'stdout');
  await shows('found', before);
  return { run, shows, before };
}

describe('watch', () => {
  test('shows what begins, changes, ends and goes', async () => {
    const { run, shows, before } = await startWatch();
    const next = await records.running();
    await shows('new', next);
    before.finish('paid');
    await shows('done', before);
    await records.store.remove({ id: next.id }, { force: true });
    await shows('gone', next);
    const lost = await records.unknown();
    await shows('changed', lost);
    run.signal('SIGINT');
    const { code, stderr, stdout } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.find(({ event }) => event === 'done')).toMatchObject({
      kind: 'value',
      label: '',
    });
    next.finish();
  });

  test('shows only some states', async () => {
    const run = startCli(['watch', ...records.where, ...QUICK, '--state', 'unknown', '--json']);
    const running = await records.running();
    const { id } = await records.unknown();
    await run.shows(new RegExp(`"event":"(found|new)","id":"${id}"`), 'stdout');
    run.signal('SIGINT');
    expect((await run.ended).stdout).not.toContain(running.id);
    running.finish();
  });

  test('is a table on a terminal, until Ctrl-C', async () => {
    const { id, finish } = await records.running();
    const run = startOnTerminal(['watch', ...records.where, ...QUICK]);
    await run.shows(new RegExp(`^TIME +EVENT +ID.*\r\n[\\d:]+  found +${id}  running `), 'stdout');
    run.type('\u0003');
    expect((await run.ended).code).toBe(130);
    finish();
  });

  test('goes on when the store is back', async () => {
    const redis = await startRedis();
    const run = startCli(['watch', '--redis', redis.url, ...QUICK, '--json']);
    const store = new RedisStore({ redis: redis.url });
    const handler = new IdempotencyHandler({ store, lockTTL: 0.2, cacheErrors: () => 'silent' });
    const lose = (key) =>
      handler.execute(key, {}, () => Promise.reject(new Error('lost'))).catch(() => {});
    await lose('a');
    await run.shows(/"id"/, 'stdout');
    await redis.stop();
    await run.shows(/The store gives no answer: \w+\. Asking again\./);
    await redis.startAgain();
    await run.shows(/The store answers again\./);
    run.signal('SIGINT');
    expect((await run.ended).code).toBe(130);
    await store.close();
  });

  test('ends with 3 if the store was never there', async () => {
    const { code } = await cli(['watch', '--redis', 'redis://127.0.0.1:1', ...QUICK]);
    expect(code).toBe(3);
  });

  test.each([[['x']], [['--state', 'done']], [['--interval', 'x']]])('refuses %j', async (args) => {
    expect((await cli(['watch', ...records.where, ...args])).code).toBe(2);
  });
});
