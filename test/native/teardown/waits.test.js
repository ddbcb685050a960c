'use strict';

const path = require('node:path');

const { patient } = require('../../helpers/patience');
const { programsOf } = require('../../helpers/program');
const { startRedisPlace } = require('./redis-place');

const run = programsOf(path.join(__dirname, 'programs'));

// Programs of many threads take long on a busy machine; one that hangs is killed before this.
jest.setTimeout(patient(180_000));
const CLEAN = { code: 0, signal: null, stderr: '' };
const WORKERS = 4;

let place;

beforeAll(async () => {
  ({ place } = await startRedisPlace());
});

describe.each(['tcp', 'unix', 'tls', 'password', 'memory'])('%s: while requests wait', (way) => {
  test('process.exit() ends with its code', async () => {
    const { code, signal, stderr } = await run('waits', { way, place, end: 'exit' });
    expect({ code, signal, stderr }).toEqual({ code: 7, signal: null, stderr: '' });
  });

  test('workers end and leave nothing open', async () => {
    const args = { way, place, end: 'workers', count: WORKERS };
    const { report, ms, ...end } = await run('waits', args);
    expect(end).toEqual(CLEAN);
    expect(report).toEqual({ codes: Array(WORKERS).fill([1, 'waiting']), leftOpen: {} });
  });

  test.each([
    ['itself', 'REQUEST_IN_PROGRESS '],
    ['closes', 'LOCK_FAILED STORE_CLOSED'],
  ])('a process gets its answers and ends (%s)', async (end, code) => {
    const { report, ms, ...ended } = await run('waits', { way, place, end });
    expect(ended).toEqual(CLEAN);
    expect(report).toEqual({ codes: [code] });
  });
});
