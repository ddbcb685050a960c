'use strict';

const { cli } = require('../../../helpers/cli.js');
const { describeChange, leavesRunningAlone } = require('./changes.js');
const { makeRecords } = require('./records.js');

describeChange('remove', { args: ['--force'], after: undefined });
leavesRunningAlone('remove');

describe('remove', () => {
  test('takes no record without a result, and says how to settle it', async () => {
    const records = await makeRecords();
    const { id } = await records.unknown();
    const { code, stdout, stderr } = await cli(['remove', ...records.where, '--id', id, '--yes']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/Use resolve or free, or pass --force/);
    await expect(records.store.inspect({ id })).resolves.toMatchObject({ state: 'unknown' });
  });

  test('takes a running operation with --force', async () => {
    const records = await makeRecords();
    const { id, finish, executed } = await records.running();
    const args = ['remove', ...records.where, '--id', id, '--force', '--yes'];
    const { code, lines } = await cli(args);
    expect(code).toBe(0);
    expect(lines).toMatchObject([{ action: 'remove', before: { state: 'running' } }]);
    finish('its result');
    await executed;
    await expect(records.store.inspect({ id })).resolves.toBeNull();
  });

  test('takes a result', async () => {
    const records = await makeRecords();
    const { id } = await records.done();
    expect((await cli(['remove', ...records.where, '--id', id, '--yes'])).code).toBe(0);
    await expect(records.store.inspect({ id })).resolves.toBeNull();
  });
});
