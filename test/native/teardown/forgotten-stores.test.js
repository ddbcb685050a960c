'use strict';

const path = require('node:path');

const { patient } = require('../../helpers/patience');
const { programsOf } = require('../../helpers/program');
const { startRedisPlace } = require('./redis-place');

const run = programsOf(path.join(__dirname, 'programs'));

// Programs of many threads take long on a busy machine; one that hangs is killed before this.
jest.setTimeout(patient(180_000));
const WAYS = ['tcp', 'unix', 'password', 'tls'];
const CLEAN = { code: 0, signal: null, stderr: '' };
const flags = ['--expose-gc'];

test.each(WAYS)('%s: 1,000 stores that nobody closed leave nothing open', async (way) => {
  const { place } = await startRedisPlace();
  const { report, ms, ...end } = await run('forgotten-stores', { way, place }, { flags });
  console.log(
    `${way}: ${report?.before.files} files at the start, ${report?.peak} at the peak, ${Math.round(ms)} ms`,
  );
  expect(end).toEqual(CLEAN);
  expect(report.left).toBe(0);
  expect(report.leftOpen).toEqual({});
});

test.each(WAYS)('%s: a store is not collected before its calls have settled', async (way) => {
  const { place } = await startRedisPlace();
  const { report, ms, ...end } = await run('forgotten-calls', { way, place }, { flags });
  console.log(`${way}: ${Math.round(ms)} ms`);
  expect(end).toEqual(CLEAN);
  expect(report).toMatchObject({ collectedEarly: 0, codes: ['ok'], collected: 50 });
  expect(report.leftOpen).toEqual({});
});

// What held a store here held it for ever: the request leads to it, and it to the request.
test.each([...WAYS, 'memory', 'custom'])(
  '%s: a store that a request has made, and that it leads to, is collected with it',
  async (way) => {
    const { place } = await startRedisPlace();
    const { report, ms, ...end } = await run('forgotten-in-requests', { way, place }, { flags });
    console.log(`${way}: ${Math.round(ms)} ms`);
    expect(end).toEqual(CLEAN);
    expect(report).toEqual({ left: [] });
  },
);
