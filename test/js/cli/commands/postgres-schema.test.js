'use strict';

const { postgresSchema } = require('onceonly/postgres');
const { cli } = require('../../../helpers/cli.js');

describe('postgres-schema', () => {
  test('writes the SQL of postgresSchema(), and asks for no store', async () => {
    const { code, stdout, stderr } = await cli(['postgres-schema']);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: postgresSchema(), stderr: '' });
  });

  test('names the table that you name', async () => {
    const { code, stdout } = await cli(['postgres-schema', '--table', 'shop.keys']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: postgresSchema('shop.keys') });
  });

  test('gives the SQL as one JSON object', async () => {
    const { code, lines } = await cli(['postgres-schema', '--json']);
    expect({ code, lines }).toEqual({ code: 0, lines: [{ sql: postgresSchema() }] });
  });

  test.each([
    ['a table that could break out of its quotes', ['--table', 'a"; DROP TABLE orders; --']],
    ['an argument', ['shop.keys']],
  ])('refuses %s, and writes no SQL', async (_, args) => {
    const { code, stdout, stderr } = await cli(['postgres-schema', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toContain('DROP');
  });
});
