'use strict';

const { IdempotencyHandler } = require('onceonly');

const { cli } = require('../../../helpers/cli.js');
const { describeChange, leavesRunningAlone } = require('./changes.js');
const { makeRecords } = require('./records.js');

describeChange('free', { after: 'freed' });
leavesRunningAlone('free');

test('a key that free has freed runs again, and no result is freed', async () => {
  const records = await makeRecords();
  const { id, key } = await records.unknown();
  const free = () => cli(['free', ...records.where, '--id', id, '--yes']);
  expect((await free()).code).toBe(0);
  const handler = new IdempotencyHandler({ store: records.store, onAbandoned: 'conflict' });
  await expect(handler.execute(key, {}, () => 'ran')).resolves.toEqual({
    result: 'ran',
    cached: false,
  });
  const { code, stdout, stderr } = await free();
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/There is nothing to free/);
});
