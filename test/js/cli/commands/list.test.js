'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { cli, startCli, startOnTerminal } = require('../../../helpers/cli.js');
const { temporaryFolder } = require('../../../helpers/package-copy.js');
const { ROOT } = require('../../../helpers/project.js');
const { commandsIn, hostileConfig } = require('../hostile-config.js');
const { makeRecords } = require('./records.js');

let records;
let made;
beforeAll(async () => {
  records = await makeRecords();
  made = {
    unknown: await records.unknown(),
    running: await records.running(),
    value: await records.done(1),
    error: await records.failed(),
  };
});
afterAll(async () => {
  made.running.finish();
  await made.running.executed;
});

const list = (...args) => cli(['list', ...records.where, '--json', ...args]);
const idsOf = ({ lines }) => lines.map(({ id }) => id);
const idsNamed = (...names) => names.map((name) => made[name].id);

describe('list', () => {
  test('shows the records without a result, the oldest first', async () => {
    const { code, lines, stderr } = await list();
    expect(idsOf({ lines })).toEqual(idsNamed('unknown', 'running'));
    expect(lines.map(({ state }) => state)).toEqual(['unknown', 'running']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test.each([
    [['--state', 'running'], ['running']],
    [['--state', 'error'], ['error']],
    [
      ['--state', 'done'],
      ['value', 'error'],
    ],
    [
      ['--state', 'value', '--state', 'unknown'],
      ['unknown', 'value'],
    ],
    [
      ['--state', 'any'],
      ['unknown', 'running', 'value', 'error'],
    ],
    [
      ['--state', 'any', '--label', ''],
      ['unknown', 'running', 'value', 'error'],
    ],
  ])('shows those of %j', async (args, names) => {
    expect(idsOf(await list(...args)).toSorted()).toEqual(idsNamed(...names).toSorted());
  });

  test.each([[['--label', 'POST:/pay']], [['--older-than', '1d']], [['--state', 'silent']]])(
    'ends with 1 if there is none of %j',
    async (args) => {
      expect(await list(...args)).toMatchObject({ code: 1, stdout: '', stderr: 'No record.\n' });
    },
  );

  test('goes on at the cursor, page by page', async () => {
    const found = [];
    const any = ['--state', 'any', '--limit', '1'];
    let cursor;
    do {
      const page = await list(...any, ...(cursor ? ['--cursor', cursor] : []));
      found.push(...idsOf(page));
      cursor = /^There may be more: --cursor (\S+)$/m.exec(page.stderr)?.[1];
    } while (cursor !== undefined);
    const all = idsNamed('unknown', 'running', 'value', 'error');
    expect([...new Set(found)].toSorted()).toEqual(all.toSorted());
  });

  test('says on a terminal that there is more', async () => {
    const run = startOnTerminal(['list', ...records.where, '--limit', '1']);
    expect((await run.ended).stdout).toMatch(
      /\r\nThere may be more: pass --all, or a larger --limit\.\r\n$/,
    );
  });

  test('shows all of them with --all', async () => {
    const { stderr, lines } = await list('--state', 'any', '--all');
    expect(lines).toHaveLength(4);
    expect(stderr).toBe('');
  });

  test('is a table on a terminal', async () => {
    const { code, stdout } = await startOnTerminal(['list', ...records.where]).ended;
    const [head, ...rows] = stdout.trimEnd().split('\r\n');
    expect(head).toMatch(/^ID +STATE +ATTEMPT +AGE +EXPIRES +BYTES +LABEL$/);
    expect(rows.map((row) => row.split(/ +/).slice(0, 3))).toEqual([
      [made.unknown.id, 'unknown', '1'],
      [made.running.id, 'running', '1'],
    ]);
    expect(code).toBe(0);
  });

  test('obeys no label', async () => {
    for (const args of [[], ['--json']]) {
      const run = startOnTerminal(['list', '--config', hostileConfig(), ...args]);
      const { code, stdout } = await run.ended;
      expect(code).toBe(0);
      expect(commandsIn(stdout)).toEqual([]);
    }
  });

  test('ends quietly when its reader has left', async () => {
    const run = startCli(['list', ...records.where, '--state', 'any', '--all']);
    run.stopReading();
    run.endInput();
    expect(await run.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  test.each([
    [['more'], /takes options only/],
    [['--all', '--limit', '5'], /--all or --limit/],
    [['--limit', '0'], /--limit must be a whole number from 1/],
    [['--state', 'lost'], /--state must be one of running/],
    [['--cursor', '-?'], /cursor/],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await list(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

test('list --all goes on where it was if the store is away for a moment', async () => {
  const { url, prefix } = records;
  const file = path.join(temporaryFolder('onceonly-config-'), 'onceonly.config.js');
  // The second page finds the store at a closed port, once.
  fs.writeFileSync(
    file,
    `const { RedisStore } = require(${JSON.stringify(ROOT)});
     const [store, away] = [${JSON.stringify(url)}, 'redis://127.0.0.1:1'].map(
       (redis) => new RedisStore({ redis, prefix: ${JSON.stringify(prefix)} }),
     );
     const list = store.list.bind(store);
     let pages = 0;
     store.list = (options) => (++pages === 2 ? away.list(options) : list({ ...options, limit: 1 }));
     exports.store = store;`,
  );
  const run = await cli(['list', '--config', file, '--all', '--state', 'any', '--json']);
  expect(new Set(idsOf(run)).size).toBe(4);
  expect(run.code).toBe(0);
});
