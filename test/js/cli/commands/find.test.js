'use strict';

const { cli } = require('../../../helpers/cli.js');
const { makeRecords } = require('./records.js');

let records;
beforeAll(async () => {
  records = await makeRecords();
});

const find = (args, options) => cli(['find', ...records.where, ...args], options);

describe('find', () => {
  test('shows the records of a key in every scope', async () => {
    const made = [];
    for (const scope of ['ann', 'bob']) made.push(await records.done(1, { key: 'order-1', scope }));
    await records.done();
    const { code, lines } = await find(['order-1', '--json']);
    expect(lines.map(({ id }) => id).toSorted()).toEqual(made.map(({ id }) => id).toSorted());
    expect(code).toBe(0);
  });

  test('shows them as a table, for a key from standard input', async () => {
    const { id } = await records.done(1, { key: 'order-2', scope: 'ann' });
    const { stdout } = await find(['-'], { input: 'order-2\n' });
    const [head, row, end] = stdout.split('\n');
    expect(head).toMatch(/^ID +STATE +ATTEMPT +AGE +EXPIRES +BYTES +LABEL$/);
    expect(row).toMatch(new RegExp(`^${id}  done +1 `));
    expect(end).toBe('');
  });

  test('finds nothing', async () => {
    const { code, stdout, stderr } = await find(['nothing']);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: 'No record of this key.\n',
    });
  });

  test('needs one key', async () => {
    expect((await find([])).code).toBe(2);
    expect((await find(['a', 'b'])).code).toBe(2);
  });
});
