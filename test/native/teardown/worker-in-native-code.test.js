'use strict';

const path = require('node:path');

const { patient } = require('../../helpers/patience');
const { programsOf } = require('../../helpers/program');

const run = programsOf(path.join(__dirname, 'programs'));

// Programs of many threads take long on a busy machine; one that hangs is killed before this.
jest.setTimeout(patient(180_000));

test('workers that are terminated inside the addon end quietly', async () => {
  const { code, signal, stderr, report } = await run('worker-in-native-code', {});
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  expect(report).toBe(60);
});
