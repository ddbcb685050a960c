'use strict';

const path = require('node:path');

const { startBlackHole } = require('../../helpers/black-hole');
const { patient } = require('../../helpers/patience');
const { programsOf } = require('../../helpers/program');
const { slowNames } = require('../../helpers/slow-names');

const run = programsOf(path.join(__dirname, 'programs'));

// Programs of many threads take long on a busy machine; one that hangs is killed before this.
jest.setTimeout(patient(180_000));
const WAYS = ['tcp', 'password', 'tls'];
const WORKERS = 4;

let hole;

beforeAll(async () => {
  hole = await startBlackHole();
});

function expectCleanEnds({ code, signal, stderr, report }) {
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  expect(report.ends).toEqual(Array(WORKERS).fill([1, 'waiting']));
  expect(report.leftOpen).toEqual({});
}

test.each(WAYS)(
  '%s: workers end while they connect to a server that does not answer',
  async (way) => {
    expectCleanEnds(await run('worker-connects', { way, place: hole, count: WORKERS }));
  },
);

test.each(WAYS)('%s: workers end while their look-ups wait for a thread', async (way) => {
  const place = { ...hole, host: 'localhost' };
  const args = { way, place, count: WORKERS, blockPool: true };
  expectCleanEnds(await run('worker-connects', args, { env: { UV_THREADPOOL_SIZE: '1' } }));
});

test.each(WAYS)('%s: workers end while their look-ups run', async (way) => {
  const place = { ...hole, host: 'slow.test' };
  const args = { way, place, count: WORKERS };
  expectCleanEnds(await run('worker-connects', args, { env: slowNames(700) }));
});
