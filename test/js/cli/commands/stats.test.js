'use strict';

const { cli, startOnTerminal } = require('../../../helpers/cli.js');
const { makeRecords } = require('./records.js');

let records;
beforeAll(async () => {
  records = await makeRecords();
  await records.unknown();
  await records.done('x');
  await records.failed();
});

const tally = (count) => ({
  records: count,
  bytes: expect.any(Number),
  oldest: count === 0 ? null : expect.any(Number),
  newest: count === 0 ? null : expect.any(Number),
});

describe('stats', () => {
  test('counts records by state and label, as one JSON object', async () => {
    const { code, lines, stderr } = await cli(['stats', ...records.where, '--json']);
    expect(lines).toEqual([
      {
        ...tally(3),
        states: {
          running: tally(0),
          silent: tally(0),
          unknown: tally(1),
          freed: tally(0),
          value: tally(1),
          error: tally(1),
          tombstone: tally(0),
        },
        labels: [{ label: '', ...tally(3) }],
        otherLabels: tally(0),
      },
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('counts some of them', async () => {
    const { lines } = await cli(['stats', ...records.where, '--json', '--state', 'done']);
    expect(lines).toMatchObject([{ records: 2 }]);
  });

  test('is two tables on a terminal, without states that have none', async () => {
    const { code, stdout } = await startOnTerminal(['stats', ...records.where]).ended;
    const words = stdout.split('\r\n').map((line) => line.split(/ +/).filter(Boolean));
    const names = words.map((line) => line.at(-1));
    expect(names).toEqual([
      'STATE',
      'unknown',
      'value',
      'error',
      '(all)',
      undefined,
      'LABEL',
      '(none)',
      undefined,
    ]);
    expect(words[4][0]).toBe('3');
    expect(code).toBe(0);
  });

  test('of nothing are zero', async () => {
    const { where } = await makeRecords();
    const { code, stdout } = await cli(['stats', ...where]);
    expect(stdout).toMatch(/\n0 +0 +\(all\)\n$/);
    expect(code).toBe(0);
  });

  test('takes no argument', async () => {
    expect((await cli(['stats', ...records.where, 'x'])).code).toBe(2);
  });
});
