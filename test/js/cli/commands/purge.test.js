'use strict';

const { cli, startOnTerminal } = require('../../../helpers/cli.js');
const { makeRecords } = require('./records.js');

let records;
let made;
beforeEach(async () => {
  records = await makeRecords();
  made = {
    value: await records.done('x'),
    error: await records.failed(),
    unknown: await records.unknown(),
  };
});

const purge = (...args) => cli(['purge', ...records.where, ...args]);
async function left() {
  const found = await records.store.list({ state: 'any' });
  return found.map(({ id }) => Object.keys(made).find((name) => made[name].id === id)).toSorted();
}

describe('purge', () => {
  test('is a dry run', async () => {
    const { code, stdout, stderr } = await purge('--state', 'done');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(
      /^2 records of \d+ bytes, from \S+ to \S+ old\. Pass --yes to remove them\.\n$/,
    );
    expect((await purge('--state', 'done', '--json')).lines).toMatchObject([
      { dryRun: true, matched: { records: 2 }, removed: 0, changed: 0 },
    ]);
    expect(await left()).toEqual(['error', 'unknown', 'value']);
  });

  test('is a dry run on a terminal too, and asks nothing', async () => {
    const { code, stdout } = await startOnTerminal(['purge', ...records.where, '--state', 'error'])
      .ended;
    expect(stdout).toMatch(/^1 records of/);
    expect(code).toBe(0);
    expect(await left()).toEqual(['error', 'unknown', 'value']);
  });

  test('removes them with --yes, with a line for a log', async () => {
    const { code, lines } = await purge('--state', 'error', '--older-than', '0.001s', '--yes');
    expect(lines).toEqual([
      {
        time: expect.any(String),
        by: expect.any(String),
        host: expect.any(String),
        action: 'purge',
        filter: { state: ['error'], olderThan: 0.001 },
        matched: 1,
        removed: 1,
        changed: 0,
      },
    ]);
    expect(code).toBe(0);
    expect(await left()).toEqual(['unknown', 'value']);
  });

  test('finds nothing', async () => {
    expect((await purge('--label', 'POST:/none', '--yes')).code).toBe(1);
    expect(await left()).toEqual(['error', 'unknown', 'value']);
  });

  test.each([
    [[]],
    [['--yes']],
    [['--state', 'running']],
    [['--state', 'any']],
    [['--older-than', 'x']],
    [['x']],
  ])('refuses %j', async (args) => {
    const { code, stdout } = await purge(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(await left()).toEqual(['error', 'unknown', 'value']);
  });
});
