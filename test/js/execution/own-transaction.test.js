'use strict';

const { spawnSync } = require('node:child_process');

const { OwnTransaction } = require('../../../lib/execution/own-transaction.js');

const FAILING = { begin: () => Promise.reject(new Error('no connection')) };

test('a transaction that has failed is no longer open', async () => {
  const own = new OwnTransaction(FAILING, {});
  const running = own.transaction(() => {});
  expect(own.isOpen).toBe(true);
  await expect(running).rejects.toThrow('no connection');
  expect(own.isOpen).toBe(false);
});

test('a transaction that fails without somebody who waits for it is an unhandled rejection', () => {
  const file = require.resolve('../../../lib/execution/own-transaction.js');
  const code = `
    const { OwnTransaction } = require(${JSON.stringify(file)});
    const begin = () => Promise.reject(new Error('no connection'));
    new OwnTransaction({ begin }, {}).transaction(() => {});`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
  expect(stderr).toContain('no connection');
  expect(status).toBe(1);
});
