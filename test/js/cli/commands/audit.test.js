'use strict';

const { IdempotencyHandler } = require('onceonly');

const { cli, startOnTerminal } = require('../../../helpers/cli.js');
const { makeRecords } = require('./records.js');

let records;
beforeAll(async () => {
  records = await makeRecords();
});

const audit = (...args) => cli(['audit', ...records.where, ...args]);

describe('audit', () => {
  test('finds nothing where each key has one record', async () => {
    await records.done();
    await records.done();
    const { code, stdout, stderr } = await audit('--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/No key came in several/);
  });

  test('finds a key of two scopes, by the hash that events have', async () => {
    const made = [];
    for (const scope of ['ann', 'bob']) made.push(await records.done(1, { key: 'order-1', scope }));
    const { code, lines } = await audit('--json');
    expect(lines).toEqual([
      { keyHash: await keyHashOf('order-1'), label: '', records: 2, ids: expect.any(Array) },
    ]);
    expect(lines[0].ids.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
    expect(code).toBe(0);
  });

  test('is a table on a terminal', async () => {
    const { code, stdout } = await startOnTerminal(['audit', ...records.where]).ended;
    expect(stdout).toMatch(/^KEYHASH +RECORDS +IDS +LABEL\r\n[\w-]{11} +2 +[\w-]{43}\r\n$/);
    expect(code).toBe(0);
  });

  test('leaves out records without a hint', async () => {
    for (const scope of ['ann', 'bob']) {
      await records.store.store({ key: 'hidden', scope }, 1, undefined, { keyHint: false });
    }
    expect((await audit('--json')).lines).toHaveLength(1);
  });

  test('takes no argument', async () => {
    expect((await audit('x')).code).toBe(2);
  });
});

/** The `keyHash` that an event of this key has. */
async function keyHashOf(key) {
  const events = [];
  const handler = new IdempotencyHandler({
    store: records.store,
    onEvent: (event) => events.push(event),
  });
  await handler.execute(key, {}, () => 1, { scope: 'audit of events' });
  await records.store.remove({ key, scope: 'audit of events' });
  return events[0].keyHash;
}
