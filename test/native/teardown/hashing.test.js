'use strict';

const path = require('node:path');

const { patient } = require('../../helpers/patience');
const { programsOf } = require('../../helpers/program');

const run = programsOf(path.join(__dirname, 'programs'));

// Programs of many threads take long on a busy machine; one that hangs is killed before this.
jest.setTimeout(patient(180_000));

test('workers end while the thread pool hashes their bodies', async () => {
  const { code, signal, stderr, report } = await run('hashing', { ending: 'workers' });
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  expect(report.codes).toEqual([...Array(5).fill(1), ...Array(5).fill(3)]);
  expect(report.cached).toBe(false);
});

test('process.exit() while the thread pool hashes ends with its code', async () => {
  const { code, signal, stderr } = await run('hashing', { ending: 'exit' });
  expect({ code, signal, stderr }).toEqual({ code: 7, signal: null, stderr: '' });
});

test('a body that is changed or given away while it is hashed counts as it was', async () => {
  const { code, signal, stderr, report } = await run('hashing', { ending: 'changed' });
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  expect(report).toEqual({ cached: true, left: 0 });
});
